package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.text.JsonBytes;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes an {@link Alert} as the value of a record of {@code notifications}, in no more bytes than
 * the feed behind that topic takes: what does not fit is left out, labels that nobody looks for
 * first. Has no state.
 */
final class AlertJson {

  /** Labels that find an incident's service, or its rule; kept as long as any. */
  private static final List<String> KEPT_FIRST =
      List.of("alertname", "severity", "service", "region", "job", "instance", "namespace", "pod");

  /** A message that still says something. */
  private static final int SHORT_MESSAGE = 500;

  private AlertJson() {}

  /**
   * The value.
   *
   * @param most bytes at most; at least 8,192
   */
  static byte[] of(Alert alert, int most) {
    byte[] whole = json(alert, alert.message(), alert.labels().keySet(), alert.actionUrl());
    if (whole.length <= most) {
      return whole;
    }
    Set<String> none = Set.of();
    String message = alert.message();
    Optional<String> url = alert.actionUrl();
    if (json(alert, message, none, url).length > most / 2) {
      message = Text.cut(message, SHORT_MESSAGE);
    }
    if (json(alert, message, none, url).length > most / 2) {
      url = Optional.empty();
    }
    int left = most - json(alert, message, none, url).length;
    return json(alert, message, fitting(alert.labels(), left), url);
  }

  /** Names of the labels that fit into a number of bytes. */
  private static Set<String> fitting(Map<String, String> labels, int bytes) {
    Set<String> names = new HashSet<>();
    int left = bytes;
    for (boolean first : new boolean[] {true, false}) {
      for (Map.Entry<String, String> label : labels.entrySet()) {
        if (KEPT_FIRST.contains(label.getKey()) == first && size(label) <= left) {
          left -= size(label);
          names.add(label.getKey());
        }
      }
    }
    return names;
  }

  /** What a label takes, with the comma before it and without the braces around it. */
  private static int size(Map.Entry<String, String> label) {
    return JsonBytes.object(out -> out.writeStringField(label.getKey(), label.getValue())).length
        - 1;
  }

  private static byte[] json(
      Alert alert, String message, Set<String> labels, Optional<String> actionUrl) {
    return JsonBytes.object(
        out -> {
          out.writeStringField("id", alert.id());
          out.writeStringField("type", alert.type().name().toLowerCase(Locale.ROOT));
          out.writeStringField("title", alert.title());
          out.writeStringField("message", message);
          out.writeNumberField("timestamp", alert.startedAt());
          out.writeStringField("source", alert.source());
          out.writeObjectFieldStart("context");
          for (Map.Entry<String, String> label : alert.labels().entrySet()) {
            if (labels.contains(label.getKey())) {
              out.writeStringField(label.getKey(), label.getValue());
            }
          }
          out.writeEndObject();
          if (actionUrl.isPresent()) {
            out.writeStringField("actionUrl", actionUrl.get());
          }
          if (alert.type() == Alert.Type.INFO) {
            writeEnd(alert, out);
          } else {
            writeIncident(alert, out);
          }
        });
  }

  private static void writeIncident(Alert alert, JsonGenerator out) throws IOException {
    out.writeStringField("state", alert.isFiring() ? "open" : "resolved");
    out.writeNumberField("count", alert.count());
    out.writeNumberField("lastSeenAt", alert.lastSeenAt());
    writeEnd(alert, out);
    if (!alert.isFiring()) {
      out.writeStringField("resolution", "recovered");
    }
    out.writeStringField("identity", alert.fingerprint());
    writeArray("sources", List.of(alert.sourceName()), out);
    if (!alert.sameAs().isEmpty()) {
      writeArray("sameAs", alert.sameAs(), out);
    }
  }

  private static void writeEnd(Alert alert, JsonGenerator out) throws IOException {
    if (alert.resolvedAt().isPresent()) {
      out.writeNumberField("resolvedAt", alert.resolvedAt().get());
    }
  }

  private static void writeArray(String field, List<String> texts, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
