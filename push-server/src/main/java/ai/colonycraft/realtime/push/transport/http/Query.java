package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.hub.Selector;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of a request in the order in which they stand. */
public final class Query {

  private static final int MAX_PARAMETERS = 500;
  private static final int MAX_LENGTH = 200;

  private record Parameter(String name, String value) {}

  private final List<Parameter> parameters = new ArrayList<>();

  /**
   * Reads the part of an address behind the question mark.
   *
   * @param query null if there is none
   * @throws BadQueryException if it can't be read
   */
  public Query(String query) throws BadQueryException {
    for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decode(part.substring(equals + 1));
      if (name.length() > MAX_LENGTH || value.length() > MAX_LENGTH) {
        throw new BadQueryException("a parameter has more than " + MAX_LENGTH + " characters");
      }
      parameters.add(new Parameter(name, value));
      if (parameters.size() > MAX_PARAMETERS) {
        throw new BadQueryException("expected at most " + MAX_PARAMETERS + " parameters");
      }
    }
  }

  /** The first value of a parameter. */
  public Optional<String> first(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).findFirst();
  }

  /**
   * A whole number in bounds.
   *
   * @throws BadQueryException if it is none
   */
  public OptionalLong number(String name, long least, long most) throws BadQueryException {
    Optional<String> text = first(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new BadQueryException(
        "%s: expected a whole number from %d to %d".formatted(name, least, most));
  }

  /**
   * Selectors: each {@code metric}, with the labels that follow it.
   *
   * @param known parameters that are no labels
   * @throws BadQueryException if a label stands before the first metric
   */
  public List<Selector> selectors(List<String> known) throws BadQueryException {
    List<Selector> selectors = new ArrayList<>();
    String metric = null;
    Map<String, String> labels = new HashMap<>();
    for (Parameter parameter : parameters) {
      if (parameter.name().equals("metric")) {
        if (metric != null) {
          selectors.add(new Selector(metric, labels));
        }
        metric = parameter.value();
        labels = new HashMap<>();
      } else if (!known.contains(parameter.name())) {
        if (metric == null) {
          throw new BadQueryException(
              parameter.name() + ": expected a metric first, whose label this is");
        }
        labels.put(parameter.name(), parameter.value());
      }
    }
    if (metric != null) {
      selectors.add(new Selector(metric, labels));
    }
    return selectors;
  }

  /** The labels of one metric: all parameters but some. */
  public Map<String, String> labels(List<String> known) {
    Map<String, String> labels = new HashMap<>();
    parameters.stream()
        .filter(p -> !known.contains(p.name()))
        .forEach(p -> labels.put(p.name(), p.value()));
    return labels;
  }

  private static String decode(String text) throws BadQueryException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadQueryException("a parameter is not encoded as it must be");
    }
  }

  /** A request's parameters are wrong; the message goes back. */
  public static final class BadQueryException extends Exception {
    public BadQueryException(String message) {
      super(message, null, false, false);
    }
  }
}
