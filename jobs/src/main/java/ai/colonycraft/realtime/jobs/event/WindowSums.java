package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up the parts of each window, of which the tasks have one each: one record when the window is
 * finished, and one for each correction until it is over. The key names one window.
 *
 * @param <K> the key
 * @param <W> a window or a part of one
 */
public abstract class WindowSums<K, W> extends KeyedProcessFunction<K, W, Outbound> {

  private final WindowTime windows;
  private final String input;
  private final ValueStateDescriptor<W> state;
  private transient ValueState<W> sums;

  /**
   * Takes the windows, the topic of the events that they count, and the state of a window, whose
   * name savepoints know.
   */
  protected WindowSums(WindowTime windows, String input, ValueStateDescriptor<W> state) {
    this.windows = windows;
    this.input = input;
    this.state = state;
  }

  /** The begin of a window, epoch milliseconds. */
  protected abstract long start(W window);

  /** The events of a part or a window. */
  protected abstract long events(W window);

  /**
   * Both parts together. It may change and return the first only where the serializer's copy is one
   * of its own, which Flink makes while a snapshot is written.
   */
  protected abstract W plus(W before, W part);

  /** The record of a window. */
  protected abstract Outbound record(W window);

  @Override
  public void open(OpenContext context) throws Exception {
    sums = getRuntimeContext().getState(state);
  }

  @Override
  public void processElement(W part, Context context, Collector<Outbound> out) throws Exception {
    long start = start(part);
    long watermark = context.timerService().currentWatermark();
    if (watermark >= windows.overAt(start)) {
      // Only the late event of a partition that was idle comes so far; the sources counted it.
      return;
    }
    W before = sums.value();
    W sum = before == null ? part : plus(before, part);
    sums.update(sum);
    if (watermark >= windows.finishedAt(start)) {
      publish(sum, events(part), context, out);
    } else if (before == null) {
      context.timerService().registerEventTimeTimer(windows.finishedAt(start));
    }
    if (before == null) {
      context.timerService().registerEventTimeTimer(windows.overAt(start));
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Outbound> out) throws Exception {
    W sum = sums.value();
    if (sum == null) {
      return;
    }
    if (time == windows.finishedAt(start(sum))) {
      publish(sum, events(sum), context, out);
    }
    if (time == windows.overAt(start(sum))) {
      sums.clear();
    }
  }

  /** Publishes a window that has so many more events than it was published with before. */
  private void publish(W sum, long more, Context context, Collector<Outbound> out) {
    if (windows.publishes(start(sum))) {
      out.collect(record(sum));
    }
    context.output(WindowedEvents.SAMPLES, WindowedEvents.more(input, more));
  }
}
