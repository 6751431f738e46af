package ai.colonycraft.realtime.push.hub;

import java.util.function.LongPredicate;

/**
 * One that is told of notifications. All but {@link #flush} are called with the lock of {@link
 * Notifications} held, so they must not block, and not call it but through {@link History}.
 */
public interface NotificationSubscriber {

  /** Finds what was missed. To be called only while it is handed to {@link #begin}. */
  @FunctionalInterface
  interface History {
    /**
     * What came after a place.
     *
     * @param epoch of the sequence; null if the client does not say
     * @param heard whether a new notification at a sequence was told all the same
     */
    Notifications.Missed since(long sequence, String epoch, LongPredicate heard);
  }

  /**
   * What there was is known, and every event is told from now on. Comes again if the topic was made
   * anew.
   *
   * @param place the last event that is not told
   */
  void begin(History history, Place place);

  /**
   * Something happened.
   *
   * @param isNew whether it is a notification whose id was not told before
   */
  void told(Message message, boolean isNew);

  /** Time to send what has gathered; also called when there is nothing. */
  void flush();
}
