package ai.colonycraft.realtime.jobs.source;

import java.io.Serializable;

/**
 * Event time of what records become. Called on the task's thread for every record.
 *
 * @param <T> what a record becomes
 */
public interface EventTimeExtractor<T> extends Serializable {

  /** The event time of an element that has none, for example of a refused record. */
  long NONE = WatermarkCoordinator.NONE;

  /** The event time in epoch milliseconds, or {@link #NONE}, which moves no watermark. */
  long timestamp(T element);

  /**
   * Adds to an element how far its partition had come before it. An event far behind its own
   * partition is late whatever other partitions do, so that it is late whether it is read at once
   * or an hour later.
   *
   * @param element has an event time
   * @param progress the newest event time of the partition before, bounded by arrival, epoch
   *     milliseconds, or {@link #NONE}
   */
  T after(T element, long progress);
}
