package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The one place that knows how many users are active where; parallelism 1. Its state is the number
 * of users by second and place, not the users.
 */
final class ActiveUserCounts extends FlushingOperator<Sample>
    implements OneInputStreamOperator<Presence, Sample> {

  private final long seconds;
  private final long silence;

  private transient ListState<Presence> saved;
  private transient ActiveUsers users;
  private transient LiveClock clock;

  ActiveUserCounts(UserActivityConfig config) {
    super(config.output().liveInterval());
    this.seconds = config.active().toSeconds();
    this.silence = config.input().idle().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    users = new ActiveUsers(seconds);
    clock = new LiveClock(silence);
    saved =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("presence", new Presence.Serializer()));
    for (Presence presence : saved.get()) {
      take(presence, true);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Presence> state = new ArrayList<>(users.state());
    state.add(new Presence.Newest(clock.state()));
    saved.update(state);
  }

  @Override
  public void processElement(StreamRecord<Presence> element) {
    take(element.getValue(), false);
  }

  private void take(Presence presence, boolean restored) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    if (presence instanceof Presence.Moved moved) {
      users.move(moved);
    } else if (presence instanceof Presence.Newest newest && restored) {
      clock.restore(newest.timestamp(), now);
    } else if (presence instanceof Presence.Newest newest) {
      clock.observe(newest.timestamp(), now);
    }
  }

  @Override
  protected void flush(long now) {
    users.advance(clock.time(now));
    users.drain(
        (place, count) ->
            emit(new Sample.Reading(ActivityMetrics.ACTIVE_USERS, place.labels(), count)));
  }
}
