package ai.colonycraft.realtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a file of {@link Objectives}, and reports every problem with its line. */
final class ObjectivesFile {

  private static final String RESOURCE = "objectives.yaml";
  private static final int MOST_SERVICES = 1_000;
  private static final String SERVICES = "services.";
  private static final String DEFAULT = "default.";
  private static final String APDEX = "apdex";
  private static final String LATENCY = "latency";
  private static final String LATENCY_SHARE = "latency-share";
  private static final String AVAILABILITY = "availability";
  private static final List<String> OF_SERVICE =
      List.of(APDEX, LATENCY, LATENCY_SHARE, AVAILABILITY);
  private static final List<String> SEVERITIES =
      List.of(
          "severity.apdex.warning",
          "severity.apdex.critical",
          "severity.error-budget.warning",
          "severity.error-budget.critical");
  private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|%|)");

  private final YamlFile yaml;
  private final String file;
  private final List<String> problems;
  private final Map<String, Double> values = new HashMap<>();

  private ObjectivesFile(YamlFile yaml, String file, List<String> problems) {
    this.yaml = yaml;
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param file its path, or {@link Objectives#BUILT_IN}
   * @throws InvalidConfigException with every problem found
   */
  static Objectives read(String file) {
    List<String> problems = new ArrayList<>();
    YamlFile yaml =
        file.equals(Objectives.BUILT_IN)
            ? YamlFile.of(RESOURCE, builtIn(), problems)
            : YamlFile.read("objectives.file", file, problems);
    Objectives objectives =
        problems.isEmpty() ? new ObjectivesFile(yaml, file, problems).objectives() : null;
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return objectives;
  }

  private static String builtIn() {
    try (InputStream in = ObjectivesFile.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null if there are problems. */
  private Objectives objectives() {
    yaml.texts().forEach(this::take);
    for (String key : OF_SERVICE) {
      require(DEFAULT + key);
    }
    SEVERITIES.forEach(this::require);
    if (!problems.isEmpty()) {
      return null;
    }
    Objectives.Severity apdex = severity("severity.apdex");
    Objectives.Severity budget = severity("severity.error-budget");
    if (apdex.critical() > apdex.warning()) {
      problem("severity.apdex.critical", "expected at most the value of warning");
    }
    if (budget.critical() < budget.warning()) {
      problem("severity.error-budget.critical", "expected at least the value of warning");
    }
    Objective others = objective(DEFAULT, null);
    Map<String, Objective> services = new TreeMap<>();
    for (String service : serviceNames()) {
      services.put(service, objective(SERVICES + service + ".", others));
    }
    if (services.size() > MOST_SERVICES) {
      problem("services", "expected at most " + MOST_SERVICES + ", found " + services.size());
    }
    return new Objectives(others, services, apdex, budget);
  }

  private void take(String key, String text) {
    Optional<String> name = nameOfKey(key);
    if (name.isEmpty()) {
      if (text != null || !isSection(key)) {
        problem(key, "no such key" + nearest(key));
      }
      return;
    }
    if (text == null) {
      problem(key, "expected a value, found none");
      return;
    }
    switch (name.get()) {
      case APDEX ->
          number(
              key,
              text,
              Set.of("ms", "s"),
              "one of " + seconds(ObjectivesFile::isApdex),
              ObjectivesFile::isApdex);
      case LATENCY ->
          number(
              key,
              text,
              Set.of("ms", "s"),
              "one of " + seconds(Objectives.DURATION_BOUNDS::contains),
              Objectives.DURATION_BOUNDS::contains);
      case LATENCY_SHARE, AVAILABILITY ->
          number(
              key,
              text,
              Set.of("%"),
              "more than 0 % and less than 100 %, for example 99.9 %",
              share -> share > 0 && share < 1);
      default ->
          number(
              key,
              text,
              Set.of(""),
              key.contains(".apdex.") ? "a number from 0 to 1" : "a number from 1 to 1000000",
              key.contains(".apdex.") ? n -> n <= 1 : n -> n >= 1 && n <= 1_000_000);
    }
  }

  /** The name that decides on the form of a value; empty for an unknown key. */
  private static Optional<String> nameOfKey(String key) {
    if (SEVERITIES.contains(key)) {
      return Optional.of("severity");
    }
    String name = key.substring(key.lastIndexOf('.') + 1);
    boolean isPlace =
        key.equals(DEFAULT + name)
            || key.startsWith(SERVICES) && key.length() > SERVICES.length() + name.length() + 1;
    return isPlace && OF_SERVICE.contains(name) ? Optional.of(name) : Optional.empty();
  }

  /** Whether a key may stand without anything below it. */
  private static boolean isSection(String key) {
    return key.equals("services") || key.startsWith(SERVICES);
  }

  private String nearest(String key) {
    List<String> known = new ArrayList<>(SEVERITIES);
    OF_SERVICE.forEach(name -> known.add(DEFAULT + name));
    if (key.startsWith(SERVICES) && key.lastIndexOf('.') > SERVICES.length()) {
      String service = key.substring(0, key.lastIndexOf('.') + 1);
      OF_SERVICE.forEach(name -> known.add(service + name));
    }
    return Settings.nearest(known, key).map(other -> "; the nearest is " + other).orElse("");
  }

  private void number(
      String key, String text, Set<String> units, String form, DoublePredicate accepts) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (amount.matches() && units.contains(amount.group(2))) {
      double value = Double.parseDouble(amount.group(1));
      value =
          switch (amount.group(2)) {
            case "ms" -> value / 1_000;
            case "%" -> Math.round(value * 1e7) / 1e9;
            default -> value;
          };
      if (accepts.test(value)) {
        values.put(key, value);
        return;
      }
    }
    problem(key, "expected %s, found \"%s\"".formatted(form, text));
  }

  private static boolean isApdex(double seconds) {
    return Objectives.DURATION_BOUNDS.contains(seconds)
        && Objectives.DURATION_BOUNDS.stream().anyMatch(b -> Math.abs(b - 4 * seconds) < 1e-9);
  }

  private static String seconds(Predicate<Double> which) {
    return Objectives.DURATION_BOUNDS.stream()
        .filter(which)
        .map(bound -> String.format(Locale.ROOT, "%s s", bound).replace(".0 s", " s"))
        .collect(Collectors.joining(", "));
  }

  private void require(String key) {
    if (!yaml.texts().containsKey(key)) {
      problems.add("objectives.file: %s: %s: expected a value, found none".formatted(file, key));
    }
  }

  private List<String> serviceNames() {
    return yaml.texts().keySet().stream()
        .filter(key -> key.startsWith(SERVICES) && values.containsKey(key))
        .map(key -> key.substring(SERVICES.length(), key.lastIndexOf('.')))
        .distinct()
        .toList();
  }

  private Objective objective(String prefix, Objective others) {
    return new Objective(
        values.getOrDefault(prefix + APDEX, others == null ? Double.NaN : others.apdex()),
        values.getOrDefault(prefix + LATENCY, others == null ? Double.NaN : others.latency()),
        values.getOrDefault(
            prefix + LATENCY_SHARE, others == null ? Double.NaN : others.latencyShare()),
        values.getOrDefault(
            prefix + AVAILABILITY, others == null ? Double.NaN : others.availability()));
  }

  private Objectives.Severity severity(String prefix) {
    return new Objectives.Severity(
        values.get(prefix + ".warning"), values.get(prefix + ".critical"));
  }

  private void problem(String key, String words) {
    Integer line = yaml.lines().get(key);
    problems.add(
        "objectives.file: %s%s: %s: %s"
            .formatted(file, line == null ? "" : ", line " + line, key, words));
  }
}
