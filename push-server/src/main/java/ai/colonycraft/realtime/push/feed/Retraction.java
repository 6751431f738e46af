package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * A record of {@code notifications} without a value: what its key names is forgotten, and clients
 * get no message.
 *
 * @param key id of a notification, or key of an {@link Acknowledgement}
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Retraction(String key, long sequence) implements LiveRecord {

  public Retraction {
    Objects.requireNonNull(key);
  }
}
