package ai.colonycraft.realtime.push.hub;

import java.util.function.LongPredicate;

/**
 * A subscriber to notifications. All but {@link #flush} are called with the lock of {@link
 * Notifications} held, so they must not block, and not call it but through {@link History}.
 */
public interface NotificationSubscriber {

  /** Finds what was missed. To be called only while it is handed to {@link #begin}. */
  @FunctionalInterface
  interface History {
    /**
     * What came after a place, to be read with {@link Notifications#read}.
     *
     * @param epoch of the sequence; null if the client does not say
     * @param received whether a new notification at a sequence was sent all the same
     */
    Replay since(long sequence, String epoch, LongPredicate received);
  }

  /** What the subscriber may see; it gets nothing else. */
  Visibility visibility();

  /**
   * The past is known, and every event follows from now on. Comes again if the topic was made anew.
   *
   * @param place the last event before
   */
  void begin(History history, StreamPosition place);

  /**
   * Something happened.
   *
   * @param isNew whether it is a notification with a new id
   */
  void publish(Message message, boolean isNew);

  /** Time to send what has gathered; also called when there is nothing. */
  void flush();
}
