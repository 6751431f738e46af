package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.Update;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What clients are told, encoded once for all of them. Immutable, but for the buffer: see {@link
 * #payload}.
 */
public final class Message {

  /** The metric name under which clients subscribe to the activity feed. */
  public static final String ACTIVITY_FEED = "activity_feed";

  private static final JsonFactory JSON = new JsonFactory();

  private final String metric;
  private final Map<String, String> labels;
  private final ByteBuffer payload;

  private Message(String metric, Map<String, String> labels, byte[] json) {
    this.metric = metric;
    this.labels = labels;
    this.payload = ByteBuffer.wrap(json);
  }

  /** A part of a message's JSON. */
  private interface Part {
    void write(JsonGenerator json) throws IOException;
  }

  /** Encodes {@code {"metric":…,"labels":{…},"value":…,"timestamp":…}}, without empty labels. */
  static Message of(Update update) {
    byte[] json =
        encode(
            out -> {
              out.writeStringField("metric", update.metric());
              if (!update.labels().isEmpty()) {
                out.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : update.labels().entrySet()) {
                  out.writeStringField(label.getKey(), label.getValue());
                }
                out.writeEndObject();
              }
              out.writeFieldName("value");
              out.writeNumber(update.value().toString());
              out.writeNumberField("timestamp", update.timestamp());
            });
    return new Message(update.metric(), update.labels(), json);
  }

  /** Encodes {@code {"metric":"activity_feed","value":{…the line…},"timestamp":…}}. */
  static Message of(ActivityLine line) {
    byte[] json =
        encode(
            out -> {
              out.writeStringField("metric", ACTIVITY_FEED);
              out.writeFieldName("value");
              out.writeRawValue(line.json());
              out.writeNumberField("timestamp", line.timestamp());
            });
    return new Message(ACTIVITY_FEED, Map.of(), json);
  }

  /** Name of the metric. */
  public String metric() {
    return metric;
  }

  /** Labels of the series; empty for a total. */
  public Map<String, String> labels() {
    return labels;
  }

  /**
   * The JSON as UTF-8. All sessions share it: whoever writes it writes a slice, and never moves its
   * position.
   */
  public ByteBuffer payload() {
    return payload;
  }

  private static byte[] encode(Part fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
