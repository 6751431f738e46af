package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * All that is done with a record in the source's task: it separates refused records from events,
 * counts what needs no key, buffers counts by colony and agent, emits lines for the activity feed,
 * and emits what the counts by user need (main output). One operator, since each further step would
 * cost every event a walk through Flink's outputs.
 *
 * <p>It decides, here and nowhere else, which events are too late for their window, as {@link
 * ai.colonycraft.realtime.jobs.event.Intake} does for other jobs.
 */
final class SourceCounts extends FlushingOperator<Sightings>
    implements OneInputStreamOperator<Activity, Sightings> {

  /** The refused records. */
  static final OutputTag<Inbound> REFUSED = new OutputTag<>("refused", Inbound.VALUE_TYPE);

  /** Counts without a key. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("samples", Sample.VALUE_TYPE);

  /** Counts by colony. */
  static final OutputTag<ColonyPart> COLONIES = new OutputTag<>("colonies", ColonyPart.VALUE_TYPE);

  /** Counts by agent. */
  static final OutputTag<ColonyPart> AGENTS = new OutputTag<>("agents", ColonyPart.VALUE_TYPE);

  /** Lines of the activity feed. */
  static final OutputTag<Outbound> FEED = new OutputTag<>("feed", Outbound.VALUE_TYPE);

  /** The newest event time, epoch milliseconds, once for each flush with events. */
  static final OutputTag<Long> NEWEST = new OutputTag<>("newest", Types.LONG);

  /** How long sightings are buffered before they are sent when the input rate is low. */
  private static final long FEW_EVENTS_DELAY_MILLIS = 10;

  /** From this many events in that time on, sightings wait for the flush: a record has its cost. */
  private static final int MANY_EVENTS = 2000;

  private final UserActivityConfig config;
  private final WindowTime windows;
  private final long outOfOrder;

  private transient ActivityCounters counters;
  private transient SpenderParts colonies;
  private transient SpenderParts agents;
  private transient Feed feed;
  private transient SightingGroups sightings;
  private transient long newest;
  private transient long watermark;
  private transient boolean sawEvents;

  /** Events since the pending timer was set; 0 if none is pending. */
  private transient int recentEvents;

  SourceCounts(UserActivityConfig config) {
    super(config.output().flush());
    this.config = config;
    this.windows = WindowTime.of(config.window(), config.lateness());
    this.outOfOrder = config.input().outOfOrder().toMillis();
  }

  @Override
  public void open() throws Exception {
    counters = new ActivityCounters(config.userActivity());
    colonies = parts(SpenderKind.COLONY, COLONIES);
    agents = parts(SpenderKind.AGENT, AGENTS);
    feed =
        new Feed(
            config.feedRate(), getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    sightings =
        new SightingGroups(
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(), this::emit);
    newest = Long.MIN_VALUE;
    watermark = Long.MIN_VALUE;
    super.open();
  }

  private SpenderParts parts(SpenderKind kind, OutputTag<ColonyPart> to) {
    return new SpenderParts(kind, windows, part -> output.collect(to, new StreamRecord<>(part)));
  }

  /** Sends the sightings, if few events came since the timer was set. */
  private void sendIfFew(long now) {
    if (recentEvents < MANY_EVENTS) {
      sightings.drain();
    }
    recentEvents = 0;
  }

  @Override
  public void processElement(StreamRecord<Activity> element) throws Exception {
    Activity activity = element.getValue();
    if (activity.refused() != null) {
      output.collect(REFUSED, new StreamRecord<>(new Inbound(null, activity.refused())));
      return;
    }
    long timestamp = activity.timestamp();
    boolean tooLate = windows.isTooLate(timestamp, watermark, activity.progress(), outOfOrder);
    long now = getProcessingTimeService().getCurrentProcessingTime();
    newest = Math.max(newest, element.getTimestamp());
    sawEvents = true;
    wake();
    if (recentEvents++ == 0) {
      // Not at an interval: the timers of an idle job would take more CPU than all else of it.
      getProcessingTimeService().registerTimer(now + FEW_EVENTS_DELAY_MILLIS, this::sendIfFew);
    }
    counters.add(activity, tooLate, now);
    colonies.add(activity, tooLate);
    agents.add(activity, tooLate);
    if (feed.takes(now)) {
      byte[] line = FeedLine.of(activity);
      output.collect(FEED, new StreamRecord<>(new Outbound(config.activityFeed(), null, line)));
    }
    sightings.add(activity, tooLate);
  }

  @Override
  protected boolean rests() {
    return colonies.isEmpty() && agents.isEmpty();
  }

  /** Sends what belongs to a window before the watermark that closes it. */
  @Override
  protected void flushBeforeWatermark(long mark) {
    sightings.drain();
    colonies.drainBefore(mark);
    agents.drainBefore(mark);
    watermark = mark;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    colonies.drain();
    agents.drain();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void finish() throws Exception {
    colonies.drain();
    agents.drain();
    super.finish();
  }

  @Override
  protected void flush(long now) {
    sightings.drain();
    colonies.drainAt(now);
    agents.drainAt(now);
    counters.drain(now, sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
    if (sawEvents) {
      long reached = config.input().live() ? Math.min(newest, now) : newest;
      output.collect(NEWEST, new StreamRecord<>(reached));
      sawEvents = false;
    }
  }
}
