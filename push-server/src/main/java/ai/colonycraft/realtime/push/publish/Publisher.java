package ai.colonycraft.realtime.push.publish;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes records for Kafka. Any thread may call it. */
@FunctionalInterface
public interface Publisher {

  /** The header of a record that names the request which brought it. */
  String REQUEST_ID = "request-id";

  /**
   * A record.
   *
   * @param value JSON as UTF-8; null deletes what the key names from a compacted topic
   * @param requestId of the request that brought it, for the header {@link #REQUEST_ID}; null if
   *     none did
   */
  record Outgoing(String topic, String key, byte[] value, String requestId) {

    /** A record that no request brought. */
    public Outgoing(String topic, String key, byte[] value) {
      this(topic, key, value, null);
    }
  }

  /**
   * Writes records, in order. Returns at once.
   *
   * @param records all of one topic
   * @return done when the brokers have all of them, on as many replicas as the topic asks for;
   *     fails with {@link UnavailableException} if that is not known in a few seconds, and then
   *     some of them may have been written
   */
  CompletableFuture<Void> publish(List<Outgoing> records);
}
