package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.config.InputConfig;
import java.io.Serializable;
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

  /** Tells an element's event time, epoch milliseconds, or {@link #NONE}. */
  @FunctionalInterface
  public interface Teller<T> extends Serializable {
    /** The event time, or {@link #NONE} if the element is a refused record. */
    long timestamp(T element);
  }

  /** The event time of a record that is no event. */
  public static final long NONE = Long.MIN_VALUE;

  /** Event time as the input's settings say. */
  public static <T> WatermarkStrategy<T> of(InputConfig input, Teller<T> teller) {
    return WatermarkStrategy.<T>forGenerator(
            context -> new Bounded<>(input.outOfOrder().toMillis(), input.live(), teller))
        .withTimestampAssigner(
            (element, kafka) -> {
              long timestamp = teller.timestamp(element);
              return timestamp == NONE ? kafka : timestamp;
            })
        .withIdleness(input.idle());
  }

  /** The newest event time that counts, seen an event of this time at this clock. */
  public static long reached(long newest, long now, boolean live) {
    return live ? Math.min(newest, now) : newest;
  }

  /** As Flink's bounded disorder, but deaf to refused records and to the future. */
  private static final class Bounded<T> implements WatermarkGenerator<T> {

    private final long outOfOrder;
    private final boolean live;
    private final Teller<T> teller;
    private long newest = NONE;

    Bounded(long outOfOrder, boolean live, Teller<T> teller) {
      this.outOfOrder = outOfOrder;
      this.live = live;
      this.teller = teller;
    }

    @Override
    public void onEvent(T element, long timestamp, WatermarkOutput output) {
      newest = Math.max(newest, teller.timestamp(element));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (newest > NONE) {
        long reached = reached(newest, System.currentTimeMillis(), live);
        output.emitWatermark(new Watermark(reached - outOfOrder - 1));
      }
    }
  }
}
