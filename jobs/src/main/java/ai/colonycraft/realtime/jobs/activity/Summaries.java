package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up what the tasks saw of each window, keyed by the window's start: one record when the
 * window is finished, and one for each correction until it is over.
 */
final class Summaries extends KeyedProcessFunction<Long, WindowSummary, Outbound> {

  private final WindowTime windows;
  private final String input;
  private final String topic;
  private transient ValueState<WindowSummary> sums;
  private transient WindowResult results;

  /** Takes the windows, the topic of the events, and that of the records. */
  Summaries(WindowTime windows, String input, String topic) {
    this.windows = windows;
    this.input = input;
    this.topic = topic;
  }

  @Override
  public void open(OpenContext context) {
    sums =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("summary", WindowSummary.VALUE_TYPE));
    results = new WindowResult(topic, windows.length());
  }

  @Override
  public void processElement(WindowSummary part, Context context, Collector<Outbound> out)
      throws Exception {
    long start = part.start();
    long watermark = context.timerService().currentWatermark();
    if (watermark >= windows.overAt(start)) {
      // Only the late event of a partition that was idle comes so far; the sources counted it.
      return;
    }
    WindowSummary before = sums.value();
    WindowSummary sum = before == null ? part : before.plus(part);
    sums.update(sum);
    if (watermark >= windows.finishedAt(start)) {
      publish(sum, out);
      context.output(WindowedEvents.SAMPLES, WindowedEvents.more(input, part.events()));
    } else if (before == null) {
      context.timerService().registerEventTimeTimer(windows.finishedAt(start));
    }
    if (before == null) {
      context.timerService().registerEventTimeTimer(windows.overAt(start));
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Outbound> out) throws Exception {
    long start = context.getCurrentKey();
    WindowSummary sum = sums.value();
    if (time == windows.finishedAt(start) && sum != null) {
      publish(sum, out);
      context.output(WindowedEvents.SAMPLES, WindowedEvents.more(input, sum.events()));
    }
    if (time == windows.overAt(start)) {
      sums.clear();
    }
  }

  private void publish(WindowSummary sum, Collector<Outbound> out) {
    if (windows.publishes(sum.start())) {
      out.collect(results.of(sum));
    }
  }
}
