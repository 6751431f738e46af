package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.config.TimeRange;
import java.io.Serializable;
import java.time.Duration;

/**
 * Tumbling windows of event time, aligned to the epoch, and when they close: a window is finished
 * once the watermark reaches its last millisecond, and over once it is the allowed lateness past.
 *
 * @param length of a window in milliseconds, whole seconds
 * @param lateness how long a finished window can be corrected, milliseconds
 * @param published the windows that lie whole in it are published
 */
public record WindowTime(long length, long lateness, TimeRange published) implements Serializable {

  public WindowTime {
    if (length <= 0 || length % 1000 != 0) {
      throw new IllegalArgumentException(
          "window.length: expected whole seconds, found \"" + length + " ms\"");
    }
  }

  /** Windows of these lengths, all published. */
  public WindowTime(long length, long lateness) {
    this(length, lateness, TimeRange.ALL);
  }

  /** Windows of these durations. */
  public static WindowTime of(Duration length, Duration lateness) {
    return of(length, lateness, TimeRange.ALL);
  }

  /** Windows of these durations, of which those within a range are published. */
  public static WindowTime of(Duration length, Duration lateness, TimeRange published) {
    return new WindowTime(length.toMillis(), lateness.toMillis(), published);
  }

  /** Whether the window that begins at {@code start} is to be published. */
  public boolean publishes(long start) {
    return published.holds(start, length);
  }

  /** Start of the window that a timestamp falls into. */
  public long start(long timestamp) {
    return timestamp - Math.floorMod(timestamp, length);
  }

  /** The watermark at which the window that begins at {@code start} is finished. */
  public long finishedAt(long start) {
    return start + length - 1;
  }

  /** The watermark at which the window that begins at {@code start} can be forgotten. */
  public long overAt(long start) {
    return start + length - 1 + lateness;
  }

  /** Whether the window of {@code timestamp} can no longer be corrected. */
  public boolean isOver(long timestamp, long watermark) {
    return watermark >= overAt(start(timestamp));
  }

  /**
   * Whether an event is too late for its window, decided at the source.
   *
   * @param timestamp of the event
   * @param watermark of the topic
   * @param progress the newest event time of the event's partition before it, or {@link
   *     Long#MIN_VALUE}
   * @param outOfOrder how far the watermark stays behind the newest event, milliseconds
   */
  public boolean isTooLate(long timestamp, long watermark, long progress, long outOfOrder) {
    long overAt = overAt(start(timestamp));
    return watermark >= overAt || progress > overAt + outOfOrder;
  }
}
