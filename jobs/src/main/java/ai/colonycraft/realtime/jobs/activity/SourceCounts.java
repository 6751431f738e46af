package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.event.EventTime;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * All that is done with an event at the source that it came from: counts what needs no key, gathers
 * by colony, lets lines for people through, and hands on what the users need (main output). One
 * operator, since each further step would cost every event a walk through Flink's outputs.
 */
final class SourceCounts extends FlushingOperator<Sightings>
    implements OneInputStreamOperator<Arrival, Sightings> {

  /** Counts without a key. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("samples", Sample.VALUE_TYPE);

  /** Counts by colony. */
  static final OutputTag<ColonyPart> COLONIES = new OutputTag<>("colonies", ColonyPart.VALUE_TYPE);

  /** Lines for people. */
  static final OutputTag<Outbound> FEED = new OutputTag<>("feed", Outbound.VALUE_TYPE);

  /** How far event time has come, epoch milliseconds, once a flush in which events came. */
  static final OutputTag<Long> NEWEST = new OutputTag<>("newest", Types.LONG);

  private final UserActivityConfig config;

  private transient ActivityCounters counters;
  private transient ColonyParts colonies;
  private transient Feed feed;
  private transient Places places;
  private transient SightingGroups sightings;
  private transient long newest;
  private transient boolean came;

  SourceCounts(UserActivityConfig config) {
    super(config.output().flush());
    this.config = config;
  }

  @Override
  public void open() throws Exception {
    counters = new ActivityCounters(config.userActivity());
    colonies =
        new ColonyParts(
            WindowTime.of(config.window(), config.lateness()),
            part -> output.collect(COLONIES, new StreamRecord<>(part)));
    feed =
        new Feed(
            config.feedRate(), getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    places = new Places();
    sightings =
        new SightingGroups(
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(), this::emit);
    newest = Long.MIN_VALUE;
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) throws Exception {
    Event event = element.getValue().event();
    boolean tooLate = element.getValue().tooLate();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    newest = Math.max(newest, event.timestamp());
    came = true;
    counters.add(event, tooLate, now);
    colonies.add(event, tooLate);
    if (feed.takes(now)) {
      output.collect(
          FEED, new StreamRecord<>(new Outbound(config.activityFeed(), null, FeedLine.of(event))));
    }
    sightings.add(Sighting.of(event, tooLate, places));
  }

  /** What belongs to a window must reach it before the watermark that closes it does. */
  @Override
  protected void flushBeforeWatermark(long watermark) {
    sightings.drain();
    colonies.drainBefore(watermark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    colonies.drain();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void finish() throws Exception {
    colonies.drain();
    super.finish();
  }

  @Override
  protected void flush(long now) {
    sightings.drain();
    colonies.drainAt(now);
    counters.drain(now, sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
    if (came) {
      long reached = EventTime.reached(newest, now, config.input().live());
      output.collect(NEWEST, new StreamRecord<>(reached));
      came = false;
    }
  }
}
