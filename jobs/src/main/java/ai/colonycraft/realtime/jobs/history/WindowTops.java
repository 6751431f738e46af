package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.history.HistoryRecord.Section;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by kind and window: gathers the counts of all users, colonies or agents of a window and
 * emits the whole of it, again after each correction. Whole, since an id that leaves the top moves
 * into the sum of the rest: so nothing is emitted until there are as many ids as the window's
 * summary says.
 *
 * <p>State is what users, colonies and agents were active in a window. It is kept until all these
 * hold: the watermark has passed the window by {@code history.correction}, no count came for a
 * minute of the clock, and the window is whole. The clock matters when a backlog is read: the tasks
 * that wrote it may have been hours of event time apart. A window that is not whole after a day of
 * event time, since a part of it was no longer in the topic, is forgotten without being emitted.
 */
final class WindowTops extends KeyedProcessFunction<String, HistoryRecord, HistoryRecord> {

  private static final long QUIET = Duration.ofMinutes(1).toMillis();
  private static final String USERS = "user@";
  private static final long FORGOTTEN = Duration.ofDays(1).toMillis();

  private final int limit;
  private final long flush;
  private final long correction;

  /** Count and name by id. */
  private transient MapState<String, Tuple2<Long, String>> counts;

  /** Tokens and microseconds of CPU time by id, of the colonies or agents that spent something. */
  private transient MapState<String, Tuple2<Long, Long>> spent;

  /** How many ids there are. */
  private transient ValueState<Long> size;

  /** How many there must be; null before the summary. */
  private transient ValueState<Long> expected;

  /** Clock time at which the window is emitted; null if nothing has changed. */
  private transient ValueState<Long> due;

  /** Watermark up to which the state is kept; null if there is none. */
  private transient ValueState<Long> keptUntil;

  /** Clock time of the last record. */
  private transient ValueState<Long> touched;

  /**
   * Whether {@link #spent} has all that was spent; null for a window that an earlier version began
   * to gather, which did not keep it.
   */
  private transient ValueState<Boolean> spentKept;

  WindowTops(HistoryConfig config) {
    limit = config.top();
    flush = config.flush().toMillis();
    correction = config.correction().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    counts =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "counts", Types.STRING, Types.TUPLE(Types.LONG, Types.STRING)));
    spent =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "spent", Types.STRING, Types.TUPLE(Types.LONG, Types.LONG)));
    spentKept =
        getRuntimeContext().getState(new ValueStateDescriptor<>("spent-kept", Types.BOOLEAN));
    size = number("size");
    expected = number("expected");
    due = number("due");
    keptUntil = number("kept-until");
    touched = number("touched");
  }

  private ValueState<Long> number(String name) {
    return getRuntimeContext().getState(new ValueStateDescriptor<>(name, Types.LONG));
  }

  @Override
  public void processElement(HistoryRecord record, Context context, Collector<HistoryRecord> out)
      throws Exception {
    if (record.id() == null) {
      expected.update(record.count());
    } else {
      if (!counts.contains(record.id())) {
        size.update(size() + 1);
      }
      counts.put(record.id(), Tuple2.of(record.count(), record.name()));
      if (spends(record.key())) {
        keepSpent(record);
      }
    }
    long now = context.timerService().currentProcessingTime();
    touched.update(now);
    if (due.value() == null) {
      due.update(now + flush);
      context.timerService().registerProcessingTimeTimer(now + flush);
    }
    boolean first = keptUntil.value() == null;
    keptUntil.update(
        Math.max(record.time(), context.timerService().currentWatermark()) + correction);
    if (first) {
      spentKept.update(true);
      context.timerService().registerEventTimeTimer(keptUntil.value());
    }
  }

  private static boolean spends(String key) {
    return !key.startsWith(USERS);
  }

  private void keepSpent(HistoryRecord record) throws Exception {
    if ((record.tokens() | record.cpuMicros()) == 0) {
      spent.remove(record.id());
    } else {
      spent.put(record.id(), Tuple2.of(record.tokens(), record.cpuMicros()));
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<HistoryRecord> out)
      throws Exception {
    boolean eventTime = context.timeDomain() == TimeDomain.EVENT_TIME;
    if (due.value() != null && (eventTime || time >= due.value())) {
      due.clear();
      if (isWhole()) {
        out.collect(whole(context.getCurrentKey()));
      }
    }
    if (keptUntil.value() != null) {
      forget(eventTime, context);
    }
  }

  private void forget(boolean eventTime, OnTimerContext context) throws Exception {
    long watermark = context.timerService().currentWatermark();
    if (watermark < keptUntil.value()) {
      if (eventTime) {
        context.timerService().registerEventTimeTimer(keptUntil.value());
      }
    } else if (context.timerService().currentProcessingTime() < touched.value() + QUIET) {
      context.timerService().registerProcessingTimeTimer(touched.value() + QUIET);
    } else if (isWhole() || watermark >= keptUntil.value() + FORGOTTEN) {
      counts.clear();
      spent.clear();
      spentKept.clear();
      size.clear();
      expected.clear();
      keptUntil.clear();
      touched.clear();
    } else {
      context.timerService().registerEventTimeTimer(keptUntil.value() + FORGOTTEN);
    }
  }

  private long size() throws Exception {
    return size.value() == null ? 0 : size.value();
  }

  private boolean isWhole() throws Exception {
    return expected.value() != null && expected.value() == size();
  }

  private HistoryRecord whole(String key) throws Exception {
    int at = key.indexOf('@');
    boolean knowsSpent = spends(key) && spentKept.value() != null;
    TopOfWindow top = new TopOfWindow(limit, knowsSpent);
    for (Map.Entry<String, Tuple2<Long, String>> entry : counts.entries()) {
      Tuple2<Long, Long> amounts = knowsSpent ? spent.get(entry.getKey()) : null;
      top.add(
          entry.getKey(),
          entry.getValue().f1,
          entry.getValue().f0,
          amounts == null ? 0 : amounts.f0,
          amounts == null ? 0 : amounts.f1);
    }
    return HistoryRecord.of(
        Section.TOPS,
        key,
        0,
        top.json(key.substring(0, at), Long.parseLong(key.substring(at + 1))));
  }
}
