package ai.colonycraft.realtime.push.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An alert as a notification.
 *
 * @param id of the alert and its start: the same whenever it is repeated, and when it is resolved
 * @param startedAt epoch milliseconds
 * @param resolvedAt epoch milliseconds; empty while it fires
 * @param labels what the rule knows
 * @param actionUrl its runbook, or where it was made
 */
record Alert(
    String id,
    Type type,
    String title,
    String message,
    long startedAt,
    Optional<Long> resolvedAt,
    Map<String, String> labels,
    Optional<String> actionUrl) {

  private static final JsonFactory JSON = new JsonFactory();

  /** How bad it is. */
  enum Type {
    CRITICAL,
    WARNING,
    INFO
  }

  /** The value for the topic {@code notifications}, as UTF-8. */
  byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("id", id);
      out.writeStringField("type", type.name().toLowerCase(Locale.ROOT));
      out.writeStringField("title", title);
      out.writeStringField("message", message);
      out.writeNumberField("timestamp", startedAt);
      out.writeStringField("source", "alertmanager");
      if (resolvedAt.isPresent()) {
        out.writeNumberField("resolvedAt", resolvedAt.get());
      }
      out.writeObjectFieldStart("context");
      for (Map.Entry<String, String> label : labels.entrySet()) {
        out.writeStringField(label.getKey(), label.getValue());
      }
      out.writeEndObject();
      if (actionUrl.isPresent()) {
        out.writeStringField("actionUrl", actionUrl.get());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
