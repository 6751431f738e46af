package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.JsonBytes;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Incidents with some labels interrupt nobody for a time: a record of {@code actions}, whose key is
 * {@link #key()}.
 *
 * @param id without the prefix of the key
 * @param labels names and values that an incident must have, at least one
 * @param from epoch milliseconds
 * @param until epoch milliseconds, after {@code from}; where it was ended early, that time
 * @param reason for people
 * @param by who made it; null if not said
 * @param planned whether it is maintenance that was planned
 * @param timestamp when it was made or ended, in epoch milliseconds
 * @param sequence its place in the topic, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Silence(
    String id,
    Map<String, String> labels,
    long from,
    long until,
    String reason,
    String by,
    boolean planned,
    long timestamp,
    long sequence)
    implements LiveRecord {

  /** What the keys of silences begin with; no id of a notification does. */
  public static final String KEY_PREFIX = "silence:";

  public Silence {
    Objects.requireNonNull(id);
    // In one order, so that the same silence gives the same bytes.
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    reason = Text.wellFormed(Objects.requireNonNull(reason));
    by = Text.wellFormed(by);
  }

  /** The record's key. */
  public String key() {
    return KEY_PREFIX + id;
  }

  /** The same at a place. */
  public Silence at(long place) {
    return new Silence(id, labels, from, until, reason, by, planned, timestamp, place);
  }

  /** The same, ended at a time. */
  public Silence endedAt(long time) {
    return new Silence(id, labels, Math.min(from, time), time, reason, by, planned, time, sequence);
  }

  /** Whether it holds at a time. */
  public boolean holdsAt(long time) {
    return from <= time && time < until;
  }

  /** The record's value: see the contract's {@code actions.schema.json}. */
  public byte[] json() {
    return JsonBytes.object(this::write);
  }

  /** Writes its fields. */
  public void write(JsonGenerator out) throws IOException {
    out.writeStringField("silence", id);
    out.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      out.writeStringField(label.getKey(), label.getValue());
    }
    out.writeEndObject();
    out.writeNumberField("from", from);
    out.writeNumberField("until", until);
    out.writeStringField("reason", reason);
    if (by != null) {
      out.writeStringField("by", by);
    }
    out.writeBooleanField("planned", planned);
    out.writeNumberField("timestamp", timestamp);
  }
}
