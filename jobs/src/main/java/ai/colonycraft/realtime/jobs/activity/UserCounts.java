package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.metrics.HeavyHitters;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The counts by user: windows, active users by place, sessions and tokens.
 *
 * <p>A user has one state object and at most one timer that matters: the earliest time at which a
 * window is finished or over, or the session may be.
 */
final class UserCounts extends KeyedCounts<Sightings> {

  /** The sessions that were over in a window, as far as this subtask saw them. */
  static final OutputTag<WindowSessions> SESSIONS =
      new OutputTag<>("window-sessions", WindowSessions.VALUE_TYPE);

  private static final ValueStateDescriptor<UserState> STATE =
      new ValueStateDescriptor<>("user", new UserState.Serializer());

  private final long gap;

  private transient DataInputDeserializer in;
  private transient Sighting.Serializer sightings;
  private transient ValueState<UserState> users;
  private transient Departures departures;
  private transient Map<Place, long[]> moves;
  private transient UserTokens tokens;
  private transient SessionDurations sessions;
  private transient UserSessions.Finished finishedSession;
  private transient UserState current;
  private transient long late;
  private transient boolean restored;

  /** Whether {@link #current} is known to the state backend. */
  private transient boolean stored;

  UserCounts(UserActivityConfig config) {
    super(config, "user-timers");
    this.gap = config.sessionGap().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tokens = new UserTokens(config.userLimit(), getRuntimeContext().getTaskInfo());
    tokens.initialize(context);
    departures = new Departures(config.active().toSeconds());
    restored = context.isRestored();
  }

  /** Who may leave when follows from the users' state, and is not kept a second time. */
  private void noteActiveUsers() throws Exception {
    KeyedStateBackend<String> backend = getKeyedStateBackend();
    backend.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        STATE,
        (userId, state) -> {
          if (state.value().active) {
            departures.note(userId, state.value().lastSeen);
          }
        });
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
    sessions = new SessionDurations();
    finishedSession = this::sessionFinished;
    moves = new HashMap<>();
    in = new DataInputDeserializer();
    sightings = new Sighting.Serializer();
    users = getRuntimeContext().getState(STATE);
    if (restored) {
      noteActiveUsers();
    }
    super.open();
  }

  @Override
  public void processElement1(StreamRecord<Sightings> element) throws Exception {
    wake();
    in.setBuffer(element.getValue().written());
    while (in.available() > 0) {
      Sighting sighting = sightings.deserialize(in);
      setCurrentKey(sighting.userId());
      take(sighting);
    }
  }

  private void take(Sighting sighting) throws Exception {
    current = users.value();
    stored = current != null;
    if (!stored) {
      current = new UserState();
    }
    // Written only when it changes: each reference that old objects take costs the collector.
    if (sighting.username() != null && !sighting.username().equals(current.username)) {
      current.username = sighting.username();
    }
    see(sighting);
    HeavyHitters.Entry<String> displaced =
        sighting.tokens() > 0 ? tokens.add(sighting.userId(), current, sighting.tokens()) : null;
    if (!sighting.tooLate()) {
      long watermark = timers.currentWatermark();
      if (time.isOver(sighting.timestamp(), watermark)) {
        late++;
      } else {
        count(sighting, watermark);
      }
    }
    store();
    if (displaced != null) {
      takeBack(displaced);
    }
  }

  /** Keeps the sum of a user who is no longer among the largest, if that is remembered. */
  private void takeBack(HeavyHitters.Entry<String> displaced) throws Exception {
    setCurrentKey(displaced.key());
    current = users.value();
    if (current != null) {
      current.tokens += displaced.sum();
      users.update(current);
    }
  }

  /** Notes where the user is, if the event is the newest of the user's. */
  private void see(Sighting sighting) {
    if (sighting.timestamp() < current.lastSeen) {
      return;
    }
    Place place = sighting.place().orElse(current.place);
    if (current.active) {
      if (!place.equals(current.place)) {
        move(current.place, -1);
        move(place, 1);
      }
    } else if (departures.isRecent(sighting.timestamp())) {
      current.active = true;
      departures.note(sighting.userId(), sighting.timestamp());
      move(place, 1);
    }
    current.lastSeen = sighting.timestamp();
    if (place != current.place) {
      current.place = place;
    }
  }

  private void move(Place place, int users) {
    moves.computeIfAbsent(place, p -> new long[1])[0] += users;
  }

  /** Lets a user leave unless there was an event since the one that it was noted for. */
  private void leaveOrStay(String userId) throws Exception {
    setCurrentKey(userId);
    current = users.value();
    stored = true;
    if (departures.isRecent(current.lastSeen)) {
      departures.note(userId, current.lastSeen);
      return;
    }
    current.active = false;
    move(current.place, -1);
    store();
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
    if (sighting.tokens() > 0) {
      parts.spend(window.start, sighting.tokens());
    }
    current.sessions.add(sighting.timestamp(), sighting.ended(), watermark, gap, finishedSession);
  }

  private void emitWindow(String userId, WindowCounts.Count window) {
    if (time.publishes(window.start)) {
      emit(results.of(WindowResult.USER, userId, current.username, window));
    }
  }

  private void sessionFinished(long first, long last) {
    // The first time at which no event can extend it; the watermark that finished it is of no use,
    // since that depends on when the events came.
    long over = last + gap - 1;
    sessions.add(time.start(over), Place.label(current.place.platform()), last - first);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    wake();
    current = users.value();
    stored = true;
    if (current == null || timer.getTimestamp() < current.wakeAt) {
      return;
    }
    long watermark = timers.currentWatermark();
    current.wakeAt = UserState.NEVER;
    String userId = timer.getKey();
    current.sessions.settle(watermark, gap, finishedSession);
    current.windows.advance(
        watermark,
        time,
        window -> {
          emitWindow(userId, window);
          parts.finish(window);
        });
    store();
  }

  /** Keeps or forgets the user, and sets the timer for the next thing to do, if there is any. */
  private void store() throws Exception {
    if (current.isOver()) {
      users.clear();
      return;
    }
    long due = Math.min(current.windows.dueAt(time), current.sessions.dueAt(gap));
    if (due == UserState.NEVER && !current.windows.isEmpty()) {
      due = current.windows.overAt(time);
    }
    if (due < current.wakeAt) {
      current.wakeAt = due;
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    }
    if (!stored || !inPlace) {
      users.update(current);
    }
  }

  @Override
  protected void flushBeforeWatermark(long watermark) {
    super.flushBeforeWatermark(watermark);
    emitSessions();
  }

  private void emitSessions() {
    sessions.drainWindows(part -> output.collect(SESSIONS, new StreamRecord<>(part)));
  }

  @Override
  protected void flush(long now) throws Exception {
    departures.advance(clock.time(now), this::leaveOrStay);
    moves.forEach(
        (place, users) -> {
          if (users[0] != 0) {
            sample(new Sample.Change(ActivityMetrics.ACTIVE_USERS, place.labels(), users[0]));
          }
        });
    moves.clear();
    emitParts();
    emitSessions();
    sessions.drain(this::sample);
    tokens.flush(now, this::sample);
    if (late > 0) {
      sample(
          new Sample.Increment(
              ActivityMetrics.LATE, Lateness.behindOthers(config.userActivity()), late));
      late = 0;
    }
  }
}
