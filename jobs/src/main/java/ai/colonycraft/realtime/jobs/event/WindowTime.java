package ai.colonycraft.realtime.jobs.event;

import java.io.Serializable;
import java.time.Duration;

/**
 * Tumbling windows of event time, aligned to the epoch, and when they close: a window is finished
 * once the watermark reaches its last millisecond, and over once it is the allowed lateness past.
 *
 * @param length of a window in milliseconds, whole seconds
 * @param lateness how long a finished window can be corrected, milliseconds
 */
public record WindowTime(long length, long lateness) implements Serializable {

  public WindowTime {
    if (length <= 0 || length % 1000 != 0) {
      throw new IllegalArgumentException(
          "window.length: expected whole seconds, found \"" + length + " ms\"");
    }
  }

  /** Windows of these durations. */
  public static WindowTime of(Duration length, Duration lateness) {
    return new WindowTime(length.toMillis(), lateness.toMillis());
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
