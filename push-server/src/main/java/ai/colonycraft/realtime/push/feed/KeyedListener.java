package ai.colonycraft.realtime.push.feed;

/**
 * Takes the records of a compacted topic, on the thread that reads it. A record may come again
 * after Kafka was away.
 */
public interface KeyedListener {

  /**
   * The newest value of a key.
   *
   * @throws RefusedRecordException if the value is not of the topic's schema; it is counted and
   *     logged, and the next record follows
   */
  void accept(String key, byte[] value) throws RefusedRecordException;

  /** A key was deleted. */
  void remove(String key);

  /** Everything that the topic held when it was first reached was passed on. Called once. */
  default void loaded() {}
}
