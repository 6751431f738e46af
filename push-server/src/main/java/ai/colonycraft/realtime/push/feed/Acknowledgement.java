package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * Somebody has taken note of a notification.
 *
 * <p>It has a key of its own in the topic, {@link #key()}, so that neither compaction nor a later
 * state of the notification can undo it.
 *
 * @param id of the notification
 * @param by who it was; null if not said
 * @param timestamp when, in epoch milliseconds
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Acknowledgement(String id, String by, long timestamp, long sequence)
    implements LiveRecord {

  /** What the keys of acknowledgements begin with. */
  public static final String KEY_PREFIX = "ack:";

  public Acknowledgement {
    Objects.requireNonNull(id);
  }

  /** The record's key. */
  public String key() {
    return KEY_PREFIX + id;
  }

  /** The same at a place. */
  public Acknowledgement at(long place) {
    return new Acknowledgement(id, by, timestamp, place);
  }
}
