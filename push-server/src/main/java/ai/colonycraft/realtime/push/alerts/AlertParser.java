package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one place where the JSON of Alertmanager's webhook, version 4, and of Grafana's, version 1,
 * becomes {@link Alert}s. Unknown fields are let through, and texts are shortened rather than
 * refused: an alert must not be lost for its description. Any thread may use it.
 *
 * @see <a
 *     href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">Alertmanager</a>
 * @see <a
 *     href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">Grafana</a>
 */
final class AlertParser {

  private static final Set<String> VERSIONS = Set.of("4", "1");

  /** Alerts that are refused of which the answer says why. */
  private static final int PROBLEMS = 10;

  private static final int TITLE = 200;
  private static final int MESSAGE = 2_000;
  private static final int LABELS = 64;
  private static final int LABEL = 500;
  private static final int URL = 2_000;

  /** The annotation that names rules. */
  private static final String RULE = "incident_rule";

  private static final int RULES = 16;
  private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern FINGERPRINT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Java reads further years, of which the milliseconds are no number. */
  private static final Pattern RFC_3339_YEAR = Pattern.compile("[0-9]{4}-");

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
              .build());

  private final Clock clock;

  AlertParser(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads one message; an alert that is not of its form is left out.
   *
   * @throws BadAlertsException if it is not such a message
   */
  AlertMessage parse(byte[] body) throws BadAlertsException {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new BadAlertsException("expected JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadAlertsException("expected JSON");
    }
    if (!VERSIONS.contains(root.path("version").asText())) {
      throw new BadAlertsException(
          "version: expected \"4\" of Alertmanager or \"1\" of Grafana, found \""
              + cut(root.path("version").asText(), 20)
              + "\"");
    }
    if (!root.path("alerts").isArray()) {
      throw new BadAlertsException("alerts: expected an array");
    }
    String source = root.has("orgId") ? "grafana" : "alertmanager";
    List<Alert> alerts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int index = 0;
    for (JsonNode alert : root.get("alerts")) {
      try {
        alerts.add(alert(alert, source, "alerts[" + index + "]."));
      } catch (BadAlertsException e) {
        if (problems.size() < PROBLEMS) {
          problems.add(e.getMessage());
        }
      }
      index++;
    }
    long truncated = Math.max(0, root.path("truncatedAlerts").asLong());
    return new AlertMessage(alerts, index - alerts.size(), problems, truncated);
  }

  private Alert alert(JsonNode node, String source, String place) throws BadAlertsException {
    String fingerprint = node.path("fingerprint").asText();
    if (!FINGERPRINT.matcher(fingerprint).matches()) {
      throw new BadAlertsException(
          place
              + "fingerprint: expected 1 to 64 letters and digits; Alertmanager has sent it since"
              + " 0.19");
    }
    Instant startsAt = time(node, "startsAt", place);
    Map<String, String> labels = texts(node.path("labels"));
    JsonNode annotations = node.path("annotations");
    String name = labels.getOrDefault("alertname", "Alert");
    String title = first(annotations, "summary").orElse(name);
    Optional<Long> resolvedAt =
        node.path("status").asText().equals("resolved")
            ? Optional.of(end(time(node, "endsAt", place)))
            : Optional.empty();
    return new Alert(
        fingerprint,
        startsAt.toEpochMilli(),
        source,
        type(labels.getOrDefault("severity", "")),
        cut(title, TITLE),
        cut(first(annotations, "description", "message").orElse(title), MESSAGE),
        startsAt.toEpochMilli(),
        resolvedAt,
        labels,
        url(annotations.path("runbook_url")).or(() -> url(node.path("generatorURL"))),
        rules(annotations.path(RULE).asText()),
        1,
        resolvedAt.orElse(clock.millis()));
  }

  /** The rules that notice the same fact, of an annotation that names them with commas between. */
  private static List<String> rules(String names) {
    return Arrays.stream(names.split(","))
        .map(String::strip)
        .filter(name -> RULE_ID.matcher(name).matches())
        .limit(RULES)
        .map(name -> "rule:" + name)
        .toList();
  }

  /** The year 1 is how Go writes no time: then it ended when this was sent. */
  private long end(Instant endsAt) {
    return endsAt.toEpochMilli() > 0 ? endsAt.toEpochMilli() : clock.millis();
  }

  /** An unknown word is a warning: it should be seen, and wake nobody. */
  private static Alert.Type type(String severity) {
    return switch (severity.toLowerCase(Locale.ROOT)) {
      case "critical", "page", "error", "emergency" -> Alert.Type.CRITICAL;
      case "info", "none", "notice", "debug" -> Alert.Type.INFO;
      default -> Alert.Type.WARNING;
    };
  }

  private static Instant time(JsonNode node, String field, String place) throws BadAlertsException {
    String text = node.path(field).asText();
    try {
      if (RFC_3339_YEAR.matcher(text).lookingAt()) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeParseException e) {
      // Reported below.
    }
    throw new BadAlertsException(
        place
            + field
            + ": expected a time like 2026-01-01T00:00:00Z, found \""
            + cut(text, 40)
            + "\"");
  }

  private static Map<String, String> texts(JsonNode labels) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      if (texts.size() < LABELS) {
        texts.put(cut(label.getKey(), LABEL), cut(label.getValue().asText(), LABEL));
      }
    }
    return texts;
  }

  private static Optional<String> first(JsonNode annotations, String... names) {
    for (String name : names) {
      String text = annotations.path(name).asText();
      if (!text.isBlank()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  /** Only addresses that a browser opens as a page: no scripts, no files. */
  private static Optional<String> url(JsonNode node) {
    String text = node.asText();
    try {
      URI uri = URI.create(text);
      boolean isPage =
          "https".equalsIgnoreCase(uri.getScheme())
              || "http".equalsIgnoreCase(uri.getScheme())
              || uri.getScheme() == null && text.startsWith("/") && !text.startsWith("//");
      return isPage && text.length() <= URL ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String cut(String text, int most) {
    return Text.cut(Text.wellFormed(text), most);
  }
}
