package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Somebody has taken note of a notification.
 *
 * <p>Earlier versions wrote it to the topic {@code notifications}, under a key of its own, {@link
 * #key()}; these records are still read. Now it is one of the acts of {@link IncidentActions}.
 *
 * @param id of the notification
 * @param by who it was; null if not said
 * @param note of the person; null if there is none
 * @param timestamp when, in epoch milliseconds
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Acknowledgement(String id, String by, String note, long timestamp, long sequence)
    implements LiveRecord {

  /** What the keys of acknowledgements begin with. */
  public static final String KEY_PREFIX = "ack:";

  public Acknowledgement {
    id = Text.wellFormed(Objects.requireNonNull(id));
    by = Text.wellFormed(by);
    note = Text.wellFormed(note);
  }

  /** One without a note. */
  public Acknowledgement(String id, String by, long timestamp, long sequence) {
    this(id, by, null, timestamp, sequence);
  }

  /** What an act says; it has no place among the notifications. */
  public static Acknowledgement of(String id, Act act) {
    return new Acknowledgement(id, act.by(), act.note(), act.timestamp(), NO_SEQUENCE);
  }

  /** The record's key. */
  public String key() {
    return KEY_PREFIX + id;
  }

  /** The record's value: see the contract's {@code notifications.schema.json}. */
  public byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try (JsonGenerator out = RecordParser.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("acknowledges", id);
      if (by != null) {
        out.writeStringField("by", by);
      }
      out.writeNumberField("timestamp", timestamp);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The same at a place. */
  public Acknowledgement at(long place) {
    return new Acknowledgement(id, by, note, timestamp, place);
  }
}
