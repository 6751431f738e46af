package ai.colonycraft.realtime.jobs.source;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** The strategy of sources whose records have no part in event time: they are always idle. */
public final class NoEventTime<T> implements WatermarkGenerator<T> {

  private NoEventTime() {}

  /** The strategy, for records of any type. */
  public static <T> WatermarkStrategy<T> strategy() {
    return WatermarkStrategy.forGenerator(context -> new NoEventTime<>());
  }

  @Override
  public void onEvent(T element, long timestamp, WatermarkOutput output) {
    output.markIdle();
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.markIdle();
  }
}
