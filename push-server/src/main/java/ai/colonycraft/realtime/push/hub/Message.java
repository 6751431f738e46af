package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A message to clients, encoded once for all of them. Immutable, but for the buffer: see {@link
 * #payload}.
 *
 * <p>A message with a {@link #sequence} has it as the last field of its JSON, {@code "seq"}: it is
 * a place in a stream, and a client that has it has everything before it. {@link #outOfTurn} and
 * {@link #past} are the same without the place, for what is sent out of its order.
 */
public final class Message {

  /** The metric name under which clients subscribe to the activity feed. */
  public static final String ACTIVITY_FEED = "activity_feed";

  /** The kind of a message that is the stream's own matter: an update, a line, a notification. */
  public static final String PLAIN = "message";

  private static final String SEQUENCE_FIELD = ",\"seq\":";
  private static final String OFFSET_FIELD = ",\"offset\":";

  private final String kind;
  private final String metric;
  private final Map<String, String> labels;
  private final long sequence;
  private final LineFields fields;
  private final String subject;
  private final ByteBuffer payload;

  private Message(
      String kind,
      String metric,
      Map<String, String> labels,
      long sequence,
      LineFields fields,
      String subject,
      byte[] json) {
    this.kind = kind;
    this.metric = metric;
    this.labels = labels;
    this.sequence = sequence;
    this.fields = fields;
    this.subject = subject;
    this.payload = ByteBuffer.wrap(json);
  }

  /** Encodes {@code {"metric":…,"labels":{…},"value":…,"timestamp":…}}, without empty labels. */
  static Message of(Update update) {
    return of(update, update.labels());
  }

  /** The same, with labels that are equal to the update's and shared with other messages. */
  static Message of(Update update, Map<String, String> labels) {
    byte[] json =
        JsonBytes.object(
            out -> {
              out.writeStringField("metric", update.metric());
              if (!labels.isEmpty()) {
                out.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : labels.entrySet()) {
                  out.writeStringField(label.getKey(), label.getValue());
                }
                out.writeEndObject();
              }
              out.writeFieldName("value");
              out.writeNumber(update.value().toString());
              out.writeNumberField("timestamp", update.timestamp());
              writeSequence(out, update.sequence());
            });
    return new Message(PLAIN, update.metric(), labels, update.sequence(), null, null, json);
  }

  /** Encodes {@code {"metric":"activity_feed","value":{…the line…},"timestamp":…}}. */
  static Message of(ActivityLine line) {
    byte[] json =
        JsonBytes.object(
            out -> {
              out.writeStringField("metric", ACTIVITY_FEED);
              out.writeFieldName("value");
              out.writeRawValue(line.json());
              out.writeNumberField("timestamp", line.timestamp());
              writeSequence(out, line.sequence());
            });
    return new Message(
        PLAIN, ACTIVITY_FEED, Map.of(), line.sequence(), new LineFields(line.json()), null, json);
  }

  /**
   * Encodes an object of other kinds.
   *
   * @param kind the only field of the JSON but for its place
   * @param stream what its place is in, if it has one
   * @param sequence its place, or {@link LiveRecord#NO_SEQUENCE}
   * @param fields all but {@code seq}
   */
  public static Message of(String kind, String stream, long sequence, JsonBytes.Fields fields) {
    byte[] json =
        JsonBytes.object(
            out -> {
              fields.write(out);
              writeSequence(out, sequence);
            });
    return new Message(kind, stream, Map.of(), sequence, null, null, json);
  }

  /**
   * Encodes an object without a place, of which a client needs the newest alone.
   *
   * @param kind the only field of the JSON
   * @param subject what it is about: it {@link #replaces} older ones of the same
   */
  static Message newest(String kind, String subject, JsonBytes.Fields fields) {
    return new Message(
        kind, "", Map.of(), LiveRecord.NO_SEQUENCE, null, subject, JsonBytes.object(fields));
  }

  /** An object that is encoded already; if it has a place then as its last field. */
  static Message complete(String kind, long sequence, byte[] json) {
    return new Message(kind, "", Map.of(), sequence, null, null, json);
  }

  /** The same without its place. */
  public Message past() {
    return hasSequence() ? endingWith("}") : this;
  }

  /**
   * The same with its sequence as {@code "offset"}: it is no place, but tells a client that gets an
   * update of the series twice, as after a reconnect, which of the two is older.
   */
  public Message outOfTurn() {
    return hasSequence() ? endingWith(OFFSET_FIELD + sequence + "}") : this;
  }

  /** The same with another end instead of its place. */
  private Message endingWith(String end) {
    int length = payload.limit() - SEQUENCE_FIELD.length() - Long.toString(sequence).length() - 1;
    byte[] json = Arrays.copyOf(payload.array(), length + end.length());
    byte[] last = end.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(last, 0, json, length, last.length);
    return new Message(kind, metric, labels, LiveRecord.NO_SEQUENCE, fields, subject, json);
  }

  /** Whether a client that gets this one no longer needs an older one. */
  public boolean replaces(Message older) {
    return subject != null && kind.equals(older.kind) && subject.equals(older.subject);
  }

  /** What sort it is: {@link #PLAIN}, or the only field of the JSON. */
  public String kind() {
    return kind;
  }

  /** Name of the metric, or of the stream of a message that is no update. */
  public String metric() {
    return metric;
  }

  /** Labels of the series; empty for a total. */
  public Map<String, String> labels() {
    return labels;
  }

  /** The fields of an activity line; null of any other message. */
  LineFields fields() {
    return fields;
  }

  /** Its place in the stream, or {@link LiveRecord#NO_SEQUENCE}. */
  public long sequence() {
    return sequence;
  }

  /** Whether it has a place in the stream. */
  public boolean hasSequence() {
    return sequence != LiveRecord.NO_SEQUENCE;
  }

  /**
   * The JSON as UTF-8. All sessions share it: whoever writes it writes a slice, and never moves its
   * position.
   */
  public ByteBuffer payload() {
    return payload;
  }

  private static void writeSequence(JsonGenerator out, long sequence) throws IOException {
    if (sequence != LiveRecord.NO_SEQUENCE) {
      out.writeNumberField("seq", sequence);
    }
  }
}
