package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Severity;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A notification, as the contract's {@code notifications} have it.
 *
 * @param id the same for the same match
 * @param type how bad it is
 * @param title a few words
 * @param message a sentence or two
 * @param timestamp when it was noticed, epoch milliseconds
 * @param source the rule that matched
 * @param context String, Long, Double or Boolean by name
 * @param actionUrl where to act on it
 */
public record Notification(
    String id,
    Severity type,
    String title,
    String message,
    long timestamp,
    String source,
    Map<String, Object> context,
    Optional<String> actionUrl) {

  private static final JsonFactory JSON = new JsonFactory();

  public Notification {
    context = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /** UTF-8 JSON. */
  public byte[] json() {
    return json(this::writeFields);
  }

  /** Writes fields of a JSON object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object of these fields as UTF-8 JSON. */
  static byte[] json(Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  void writeFields(JsonGenerator json) throws IOException {
    json.writeStringField("id", id);
    json.writeStringField("type", type.word());
    json.writeStringField("title", title);
    json.writeStringField("message", message);
    json.writeNumberField("timestamp", timestamp);
    json.writeStringField("source", source);
    if (!context.isEmpty()) {
      json.writeObjectFieldStart("context");
      for (Map.Entry<String, Object> entry : context.entrySet()) {
        json.writeFieldName(entry.getKey());
        json.writeObject(entry.getValue());
      }
      json.writeEndObject();
    }
    if (actionUrl.isPresent()) {
      json.writeStringField("actionUrl", actionUrl.get());
    }
  }
}
