package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up the parts of each window, keyed by place and window: one record when the window is
 * finished, and one for each correction until it is over.
 */
final class ServiceWindows extends KeyedProcessFunction<String, ServiceWindow, Outbound> {

  private final WindowTime windows;
  private final String input;
  private final String topic;
  private transient ValueState<ServiceWindow> sums;
  private transient ServiceWindowRecord records;

  /** Takes the windows, the topic of the events, and that of the records. */
  ServiceWindows(WindowTime windows, String input, String topic) {
    this.windows = windows;
    this.input = input;
    this.topic = topic;
  }

  @Override
  public void open(OpenContext context) {
    sums =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("service-window", ServiceWindow.VALUE_TYPE));
    records = new ServiceWindowRecord(topic, windows.length());
  }

  @Override
  public void processElement(ServiceWindow part, Context context, Collector<Outbound> out)
      throws Exception {
    long watermark = context.timerService().currentWatermark();
    ServiceWindow sum = sums.value();
    if (sum == null) {
      sum = new ServiceWindow(part.place, part.start);
      context.timerService().registerEventTimeTimer(windows.finishedAt(part.start));
      context.timerService().registerEventTimeTimer(windows.overAt(part.start));
    }
    sum.add(part);
    sums.update(sum);
    if (watermark >= windows.finishedAt(part.start)) {
      publish(sum, out);
      context.output(WindowedEvents.SAMPLES, WindowedEvents.more(input, part.events));
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Outbound> out) throws Exception {
    ServiceWindow sum = sums.value();
    if (sum == null) {
      return;
    }
    if (time == windows.finishedAt(sum.start)) {
      publish(sum, out);
      context.output(WindowedEvents.SAMPLES, WindowedEvents.more(input, sum.events));
    }
    if (time == windows.overAt(sum.start)) {
      sums.clear();
    }
  }

  private void publish(ServiceWindow sum, Collector<Outbound> out) {
    if (windows.publishes(sum.start)) {
      out.collect(records.of(sum));
    }
  }
}
