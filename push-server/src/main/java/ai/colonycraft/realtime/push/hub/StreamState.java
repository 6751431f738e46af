package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.StreamEvent;

/**
 * The state of a stream: position, loading, and restarts.
 *
 * @param place how far it was published
 * @param loaded whether what Kafka held at the start has been read, so that what comes is news
 * @param times how often it began; more than once if its topic was made anew
 */
public record StreamState(StreamPosition place, boolean loaded, int times) {

  /** Before the topic was found. */
  static final StreamState UNKNOWN = new StreamState(StreamPosition.NOWHERE, false, 0);

  StreamState at(long sequence) {
    StreamPosition next = place.at(sequence);
    return next == place ? this : new StreamState(next, loaded, times);
  }

  boolean wasLoadedBefore() {
    return times > 1;
  }

  /** The state after an event, which the stream's log gets too. */
  StreamState after(StreamEvent event, MessageLog log) {
    if (event instanceof StreamEvent.Began began) {
      log.clear();
      if (began.before() != LiveRecord.NO_SEQUENCE) {
        log.completeAfter(began.before());
      }
      return new StreamState(new StreamPosition(began.epoch(), began.before()), false, times + 1);
    }
    if (event instanceof StreamEvent.Gap gap) {
      log.lost(gap.upTo());
      return this;
    }
    return new StreamState(place, true, times);
  }

  /**
   * Why a client that was at a sequence can't get just what it missed; null if it can.
   *
   * @param sequence the last that it has
   * @param epoch in which it got that; null if it does not say
   */
  public String refuses(long sequence, String epoch, MessageLog log) {
    if (!place.isKnown()) {
      return "no_order";
    }
    if (epoch == null ? sequence > place.sequence() : !epoch.equals(place.epoch())) {
      return "other_epoch";
    }
    return log.reachesBackTo(sequence) ? null : "too_far_back";
  }
}
