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

  private final WindowTime windows;
  private final long outOfOrder;

  /** Takes the windows that events may be too late for, and how far the watermark stays behind. */
  public Intake(WindowTime windows, Duration outOfOrder) {
    this.windows = windows;
    this.outOfOrder = outOfOrder.toMillis();
  }

  @Override
  public void processElement(Inbound inbound, Context context, Collector<Arrival> out) {
    Event event = inbound.event();
    if (event == null) {
      context.output(REFUSED, inbound);
      return;
    }
    boolean tooLate =
        windows.isTooLate(
            event.timestamp(),
            context.timerService().currentWatermark(),
            inbound.progress(),
            outOfOrder);
    out.collect(new Arrival(event, tooLate, inbound.ignored()));
  }
}
