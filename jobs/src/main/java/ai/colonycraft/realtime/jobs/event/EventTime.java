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
 *
 * <p>Live, event time never runs ahead of the clock: one sender whose clock is fast would otherwise
 * close the windows of all others, whose events would then be late.
 */
public final class EventTime {

  private EventTime() {}

  static WatermarkStrategy<Inbound> of(Duration outOfOrder, Duration idle, boolean live) {
    return WatermarkStrategy.<Inbound>forGenerator(
            context -> new Bounded(outOfOrder.toMillis(), live))
        .withTimestampAssigner((inbound, kafka) -> timestamp(inbound, kafka))
        .withIdleness(idle);
  }

  private static long timestamp(Inbound inbound, long kafka) {
    Event event = inbound.event();
    return event == null ? kafka : event.timestamp();
  }

  /** The newest event time that counts, seen an event of this time at this clock. */
  public static long reached(long newest, long now, boolean live) {
    return live ? Math.min(newest, now) : newest;
  }

  /** As Flink's bounded disorder, but deaf to refused records and to the future. */
  private static final class Bounded implements WatermarkGenerator<Inbound> {

    private final long outOfOrder;
    private final boolean live;
    private long newest = Long.MIN_VALUE;

    Bounded(long outOfOrder, boolean live) {
      this.outOfOrder = outOfOrder;
      this.live = live;
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
        long reached = reached(newest, System.currentTimeMillis(), live);
        output.emitWatermark(new Watermark(reached - outOfOrder - 1));
      }
    }
  }
}
