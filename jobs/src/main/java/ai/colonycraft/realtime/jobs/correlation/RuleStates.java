package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.Blob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Publishes the state of each rule: whether it is in force, what it matched, what it costs, and its
 * explanation. Takes the reports of all subtasks of the engine, and the records of the topic of
 * rules before they are checked, since a refused rule has a state too. Parallelism 1.
 *
 * <p>The matches of the last day and the last failure are part of a checkpoint. The texts are read
 * from the topic at each start.
 */
final class RuleStates extends FlushingOperator<Outbound>
    implements TwoInputStreamOperator<RuleReport, RuleUpdate, Outbound> {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Rules of which the state is published. */
  private static final int MOST = 10_000;

  private static final int MOST_OF_ID = 200;

  private final RuleTopic ruleTopic;
  private final String topic;

  private transient Map<String, RuleState> states;
  private transient ListState<byte[]> saved;

  /** The last offset that was read at the start; what the source passes on again is older. */
  private transient long readUpTo;

  private transient long flushedAt;

  /** Takes where the rules are, and the topic to publish to. */
  RuleStates(RuleTopic ruleTopic, String topic) {
    super(INTERVAL);
    this.ruleTopic = ruleTopic;
    this.topic = topic;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    states = new TreeMap<>();
    readUpTo = -1;
    saved = context.getOperatorStateStore().getListState(Blob.descriptor("rule-days"));
    for (byte[] blob : saved.get()) {
      Blob.read(blob, new RuleDay.Serializer(), day -> states.put(day.rule, new RuleState(day)));
    }
    for (RuleUpdate update : ruleTopic.read()) {
      change(update);
      readUpTo = Math.max(readUpTo, update.offset());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    saved.update(
        List.of(
            Blob.of(
                states.values().stream().map(RuleState::day).toList(), new RuleDay.Serializer())));
  }

  @Override
  public void processElement1(StreamRecord<RuleReport> element) {
    RuleReport report = element.getValue();
    RuleState state = states.get(report.rule());
    // A rule may be deleted here before the engine knows it.
    if (state != null) {
      state.take(report, getProcessingTimeService().getCurrentProcessingTime());
    }
  }

  @Override
  public void processElement2(StreamRecord<RuleUpdate> element) {
    if (element.getValue().offset() > readUpTo) {
      change(element.getValue());
    }
  }

  private void change(RuleUpdate update) {
    RuleState state = states.get(update.id());
    if (state == null) {
      if (update.text() == null || isStrange(update.id()) || states.size() >= MOST) {
        return;
      }
      state = new RuleState(new RuleDay(update.id()));
      states.put(update.id(), state);
    }
    state.change(update);
  }

  /** Refused, and no id that a page could name. */
  private static boolean isStrange(String id) {
    return id.isBlank() || id.length() > MOST_OF_ID;
  }

  @Override
  protected void flush(long now) {
    double passed = flushedAt == 0 ? 0 : now - flushedAt;
    flushedAt = now;
    double all = 0;
    for (RuleState state : states.values()) {
      all += state.spend(passed);
    }
    for (RuleState state : states.values()) {
      state.publish(topic, now, all, this::emit);
    }
    states.values().removeIf(RuleState::isDeleted);
  }
}
