package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of each Kafka partition: the newest timestamp less the bound on disorder. A refused
 * record has no timestamp and moves nothing. A partition that is silent for the idle time holds
 * nobody back.
 */
final class EventTime {

  private EventTime() {}

  static WatermarkStrategy<Inbound> of(Duration outOfOrder, Duration idle) {
    return WatermarkStrategy.<Inbound>forGenerator(context -> new Bounded(outOfOrder.toMillis()))
        .withTimestampAssigner((inbound, kafka) -> timestamp(inbound, kafka))
        .withIdleness(idle);
  }

  private static long timestamp(Inbound inbound, long kafka) {
    Event event = inbound.event();
    return event == null ? kafka : event.timestamp();
  }

  /** As Flink's bounded disorder, but deaf to refused records. */
  private static final class Bounded implements WatermarkGenerator<Inbound> {

    private final long outOfOrder;
    private long newest = Long.MIN_VALUE;

    Bounded(long outOfOrder) {
      this.outOfOrder = outOfOrder;
    }

    @Override
    public void onEvent(Inbound inbound, long timestamp, WatermarkOutput output) {
      if (inbound.event() != null && timestamp > newest) {
        newest = timestamp;
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (newest > Long.MIN_VALUE) {
        output.emitWatermark(new Watermark(newest - outOfOrder - 1));
      }
    }
  }
}
