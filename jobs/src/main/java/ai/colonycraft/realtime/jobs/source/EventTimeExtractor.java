package ai.colonycraft.realtime.jobs.source;

import java.io.Serializable;

/** Reads the event time of a record's content. Called on the task's thread for every record. */
@FunctionalInterface
public interface EventTimeExtractor<T> extends Serializable {

  /** The event time of an element that has none, for example of a refused record. */
  long NONE = WatermarkCoordinator.NONE;

  /** The event time in epoch milliseconds, or {@link #NONE}, which moves no watermark. */
  long timestamp(T element);
}
