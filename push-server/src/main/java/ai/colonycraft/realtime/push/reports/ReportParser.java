package ai.colonycraft.realtime.push.reports;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one place where a browser's JSON becomes {@link Report}s. A field that is not known is
 * refused, since what comes from outside should hold nothing that nobody expects. Any thread may
 * use it.
 */
final class ReportParser {

  /** How old a report's own time may be; an older one is moved up to here. */
  static final Duration OLDEST = Duration.ofHours(1);

  private static final int PROBLEMS_TOLD = 10;
  private static final Set<String> VITALS = Set.of("LCP", "CLS", "INP", "TTFB", "FCP");
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "web_vital", List.of("name", "value"),
          "js_error", List.of("message"),
          "interaction", List.of("name"));
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final int mostReports;
  private final Clock clock;

  ReportParser(int mostReports, Clock clock) {
    this.mostReports = mostReports;
    this.clock = clock;
  }

  /**
   * Reads one report, or an array of at least one.
   *
   * @param subject who may stand in {@code userId}; empty if anybody may
   * @throws BadReportsException if one of them is not a report
   */
  List<Report> parse(byte[] body, Optional<String> subject) throws BadReportsException {
    JsonNode root = tree(body);
    if (root.isArray() && (root.isEmpty() || root.size() > mostReports)) {
      throw new BadReportsException(
          root.isEmpty() ? IntakeRefusal.INVALID : IntakeRefusal.TOO_MANY,
          "expected 1 to %d reports, found %d".formatted(mostReports, root.size()),
          List.of());
    }
    List<Problem> problems = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    int index = 0;
    for (JsonNode node : root.isArray() ? root : List.of(root)) {
      List<Problem> its = new ArrayList<>(problems(index, node));
      notOf(subject, index++, node).ifPresent(its::add);
      its.stream().limit(PROBLEMS_TOLD - problems.size()).forEach(problems::add);
      if (its.isEmpty()) {
        reports.add(report((ObjectNode) node));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadReportsException(
          IntakeRefusal.INVALID,
          "%d of %d reports are not of their form, none was taken"
              .formatted(index - reports.size(), index),
          problems);
    }
    return reports;
  }

  private static JsonNode tree(byte[] body) throws BadReportsException {
    try {
      JsonNode root = JSON.readTree(body);
      if (root.isObject() || root.isArray()) {
        return root;
      }
      throw notJson("expected a JSON object, or an array of them");
    } catch (JsonProcessingException e) {
      throw notJson(
          "expected a JSON object, or an array of them; at byte %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
                  e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      throw notJson("expected a JSON object, or an array of them");
    }
  }

  private static List<Problem> problems(int index, JsonNode node) {
    List<Problem> problems = new ArrayList<>();
    if (!node.isObject()) {
      return List.of(new Problem(index, "", "expected an object"));
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      Field field = Field.of(entry.getKey());
      if (field == null) {
        String name = Text.cut(Text.wellFormed(entry.getKey()), 60);
        problems.add(new Problem(index, name, "is not a field of a report: " + Field.names()));
      } else {
        field
            .problem(entry.getValue())
            .ifPresent(p -> problems.add(new Problem(index, entry.getKey(), p)));
      }
      if (problems.size() == PROBLEMS_TOLD) {
        return problems;
      }
    }
    require(index, node, "sessionId", problems);
    List<String> required = REQUIRED.get(node.path("type").asText());
    if (required == null) {
      problems.removeIf(p -> p.field().equals("type"));
      problems.add(new Problem(index, "type", "expected web_vital, js_error or interaction"));
    } else {
      required.forEach(name -> require(index, node, name, problems));
      if (required.contains("value") && !VITALS.contains(node.path("name").asText())) {
        problems.add(new Problem(index, "name", "expected LCP, CLS, INP, TTFB or FCP"));
      }
    }
    return problems;
  }

  private static Optional<Problem> notOf(Optional<String> subject, int index, JsonNode node) {
    boolean isTheirs = subject.isEmpty() || node.path("userId").asText("").equals(subject.get());
    return isTheirs || !node.has("userId")
        ? Optional.empty()
        : Optional.of(
            new Problem(index, "userId", "expected the subject of the token, or no userId"));
  }

  private static void require(int index, JsonNode node, String name, List<Problem> problems) {
    if (!node.has(name)) {
      problems.add(new Problem(index, name, "is missing"));
    }
  }

  /** The report with a time that can be believed: not after now, and not long before. */
  private Report report(ObjectNode node) {
    long now = clock.millis();
    long stated = node.has("timestamp") ? node.get("timestamp").asLong() : now;
    node.put("timestamp", Math.max(now - OLDEST.toMillis(), Math.min(now, stated)));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isTextual()) {
        field.setValue(TextNode.valueOf(Text.wellFormed(field.getValue().textValue())));
      }
    }
    try {
      return new Report(node.get("sessionId").asText(), JSON.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static BadReportsException notJson(String message) {
    return new BadReportsException(IntakeRefusal.NOT_JSON, message, List.of());
  }
}
