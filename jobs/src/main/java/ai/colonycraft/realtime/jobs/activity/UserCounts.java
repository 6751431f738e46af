package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Everything that is counted by user, keyed by userId: finished windows (main output), parts of the
 * summaries, who moved where for the active users, sessions and tokens.
 *
 * <p>A user has one state object and at most one timer that matters: the earliest time at which a
 * window is finished, the session may be over, or the user can be forgotten.
 */
final class UserCounts extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<Sighting, Outbound>, Triggerable<String, VoidNamespace> {

  /** What this task saw of finished windows. */
  static final OutputTag<WindowSummary> PARTS =
      new OutputTag<>("window-parts", WindowSummary.VALUE_TYPE);

  /** Who is active where. */
  static final OutputTag<Presence> PRESENCE = new OutputTag<>("presence", Presence.VALUE_TYPE);

  /** Sessions, tokens, and late events that only this operator can see. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("samples", Sample.VALUE_TYPE);

  private final WindowTime time;
  private final long gap;
  private final long active;
  private final String topic;
  private final UserActivityConfig config;

  private transient ValueState<UserState> users;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient UserTokens tokens;
  private transient WindowResult results;
  private transient SessionDurations sessions;
  private transient WindowParts parts;
  private transient Map<SecondAndPlace, Long> moves;
  private transient UserState current;
  private transient long late;

  private record SecondAndPlace(long second, Place place) {}

  UserCounts(UserActivityConfig config) {
    super(config.output().flush());
    this.config = config;
    this.time = WindowTime.of(config.window(), config.lateness());
    this.gap = config.sessionGap().toMillis();
    this.active = config.active().toMillis();
    this.topic = config.userActivity();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tokens = new UserTokens(config.userLimit(), getRuntimeContext().getTaskInfo());
    tokens.initialize(context);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    tokens.snapshot();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    tokens.hurry();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void finish() throws Exception {
    tokens.hurry();
    super.finish();
  }

  @Override
  public void open() throws Exception {
    users =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("user", new UserState.Serializer()));
    timers = getInternalTimerService("user-timers", VoidNamespaceSerializer.INSTANCE, this);
    results = new WindowResult(config.activityWindows(), time.length());
    sessions = new SessionDurations();
    parts = new WindowParts();
    moves = new HashMap<>();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    current = users.value();
    if (current == null) {
      current = new UserState();
    }
    if (sighting.username() != null) {
      current.username = sighting.username();
    }
    move(sighting);
    if (sighting.tokens() > 0) {
      tokens.add(sighting.userId(), current.username, sighting.tokens());
    }
    if (!sighting.tooLate()) {
      long watermark = timers.currentWatermark();
      if (time.isOver(sighting.timestamp(), watermark)) {
        late++;
      } else {
        count(sighting, watermark);
      }
    }
    wake();
    users.update(current);
  }

  /** Moves the user from the second and place of the last event to those of this one. */
  private void move(Sighting sighting) {
    if (sighting.timestamp() < current.lastSeen) {
      return;
    }
    long second = Math.floorDiv(sighting.timestamp(), 1000L);
    Place place = sighting.place().orElse(current.place);
    if (current.place != null) {
      long before = Math.floorDiv(current.lastSeen, 1000L);
      current.lastSeen = sighting.timestamp();
      if (before == second && place.equals(current.place)) {
        return;
      }
      moves.merge(new SecondAndPlace(before, current.place), -1L, Long::sum);
    }
    moves.merge(new SecondAndPlace(second, place), 1L, Long::sum);
    current.lastSeen = sighting.timestamp();
    current.place = place;
  }

  private void count(Sighting sighting, long watermark) {
    WindowCounts.Count window = current.windows.at(time.start(sighting.timestamp()));
    window.events++;
    String platform = sighting.place().platform();
    boolean firstOnPlatform = !platform.isEmpty() && window.sees(platform);
    if (window.finished) {
      emitWindow(sighting.userId(), window);
      parts.correct(window.start, firstOnPlatform ? platform : null);
    }
    current.sessions.add(
        sighting.timestamp(), sighting.ended(), watermark, gap, this::sessionFinished);
  }

  private void emitWindow(String userId, WindowCounts.Count window) {
    emit(results.of(WindowResult.USER, userId, current.username, window.start, window.events));
  }

  private void sessionFinished(long first, long last) {
    sessions.add(Place.label(current.place.platform()), last - first);
  }

  /** Sets the timer for the next thing to do, unless an earlier one is set. */
  private void wake() {
    long due = Math.min(current.windows.dueAt(time), current.sessions.dueAt(gap));
    if (due == UserState.NEVER) {
      due = forgetAt();
    }
    if (due < current.wakeAt) {
      current.wakeAt = due;
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    }
  }

  /** When nothing is left to do, a user is kept while windows can be corrected or it is active. */
  private long forgetAt() {
    return Math.max(current.windows.overAt(time), current.lastSeen + active);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    current = users.value();
    if (current == null || timer.getTimestamp() < current.wakeAt) {
      return;
    }
    long watermark = timers.currentWatermark();
    current.wakeAt = UserState.NEVER;
    String userId = timer.getKey();
    current.sessions.settle(watermark, gap, this::sessionFinished);
    current.windows.advance(
        watermark,
        time,
        window -> {
          emitWindow(userId, window);
          parts.finish(window);
        });
    if (current.sessions.isEmpty()
        && current.windows.isEmpty()
        && watermark >= current.lastSeen + active) {
      users.clear();
      return;
    }
    wake();
    users.update(current);
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of this operator runs on the clock");
  }

  @Override
  protected void flushBeforeWatermark() {
    parts.drain(part -> output.collect(PARTS, new StreamRecord<>(part)));
  }

  @Override
  protected void flush(long now) {
    moves.forEach(
        (at, users) -> {
          if (users != 0) {
            Presence moved = new Presence.Moved(at.second, at.place, users);
            output.collect(PRESENCE, new StreamRecord<>(moved));
          }
        });
    moves.clear();
    flushBeforeWatermark();
    sessions.drain(this::sample);
    tokens.flush(now, this::sample);
    if (late > 0) {
      sample(new Sample.Increment(ActivityMetrics.LATE, Lateness.behindOthers(topic), late));
      late = 0;
    }
  }

  private void sample(Sample sample) {
    output.collect(SAMPLES, new StreamRecord<>(sample));
  }
}
