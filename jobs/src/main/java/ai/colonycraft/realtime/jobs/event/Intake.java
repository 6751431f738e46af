package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import java.time.Duration;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Parts refused records from events, and decides, here and nowhere else, which events are too late
 * for their window. Deciding at the source lets every window downstream take the same events: the
 * watermark there is never ahead of the one here.
 */
public final class Intake extends ProcessFunction<Inbound, Arrival> {

  /** The refused records. */
  public static final OutputTag<Inbound> REFUSED = new OutputTag<>("refused", Inbound.VALUE_TYPE);

  private final WindowTime counts;
  private final WindowTime traces;
  private final long outOfOrder;

  /**
   * Takes the windows that events may be too late for.
   *
   * @param counts the windows of counts
   * @param traces the windows of traces
   * @param outOfOrder how far the watermark stays behind
   */
  public Intake(WindowTime counts, WindowTime traces, Duration outOfOrder) {
    this.counts = counts;
    this.traces = traces;
    this.outOfOrder = outOfOrder.toMillis();
  }

  @Override
  public void processElement(Inbound inbound, Context context, Collector<Arrival> out) {
    Event event = inbound.event();
    if (event == null) {
      context.output(REFUSED, inbound);
      return;
    }
    long watermark = context.timerService().currentWatermark();
    out.collect(
        new Arrival(
            event,
            isTooLate(counts, inbound, watermark),
            isTooLate(traces, inbound, watermark),
            inbound.ignored()));
  }

  private boolean isTooLate(WindowTime windows, Inbound inbound, long watermark) {
    return windows.isTooLate(
        inbound.event().timestamp(), watermark, inbound.progress(), outOfOrder);
  }
}
