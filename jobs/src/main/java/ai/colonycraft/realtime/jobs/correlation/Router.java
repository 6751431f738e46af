package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.rules.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Sends each event of one topic on, once for each key under which an active rule can use it, which
 * for most events is none. Here too, before the paths part, an event is found to be too late. The
 * watermark is part of the state, so that an event that was too late before a restore is after it.
 */
final class Router extends FlushingOperator<Routed>
    implements TwoInputStreamOperator<Inbound, RuleUpdate, Routed> {

  /** The refused records. */
  static final OutputTag<Inbound> REFUSED = new OutputTag<>("refused", Inbound.VALUE_TYPE);

  /** How many came and how many were too late. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("route-samples", Sample.VALUE_TYPE);

  private static final ListStateDescriptor<Long> WATERMARK =
      new ListStateDescriptor<>("watermark", Types.LONG);

  private final RuleTopic ruleTopic;
  private final String topic;

  private transient ActiveRules rules;
  private transient ListState<Long> saved;
  private transient long watermark;

  /** The keys to which the event at hand was sent; few, so that a list is faster than a set. */
  private transient List<Key> sent;

  private transient long events;
  private transient long late;

  /** Takes how long counts may wait, where rules are, and the topic of the events. */
  Router(Duration interval, RuleTopic ruleTopic, String topic) {
    super(interval);
    this.ruleTopic = ruleTopic;
    this.topic = topic;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rules = ActiveRules.restore(context, ruleTopic);
    watermark = Long.MIN_VALUE;
    sent = new ArrayList<>();
    saved = context.getOperatorStateStore().getUnionListState(WATERMARK);
    // Partitions may have moved between subtasks: what one of them accepted, all accept.
    long oldest = Long.MAX_VALUE;
    for (long each : saved.get()) {
      oldest = Math.min(oldest, each);
    }
    if (oldest != Long.MAX_VALUE) {
      watermark = oldest;
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    saved.update(List.of(watermark));
  }

  @Override
  public void processElement1(StreamRecord<Inbound> element) {
    wake();
    Event event = element.getValue().event();
    if (event == null) {
      output.collect(REFUSED, new StreamRecord<>(element.getValue()));
      return;
    }
    events++;
    if (event.timestamp() <= watermark) {
      late++;
      return;
    }
    sent.clear();
    for (ActiveRule rule : rules.of(event.type())) {
      if (!sent.contains(rule.key())) {
        String value = rule.key().of(event);
        if (value != null && concerns(rule, event)) {
          sent.add(rule.key());
          output.collect(
              new StreamRecord<>(new Routed(rule.key(), value, topic, event), event.timestamp()));
        }
      }
    }
  }

  /** True as well where the rule fails, which the engine then handles. */
  private static boolean concerns(ActiveRule rule, Event event) {
    try {
      return rule.matcher().concerns(event) || rule.matcher().resolves(event);
    } catch (RuntimeException | StackOverflowError e) {
      return true;
    }
  }

  @Override
  public void processElement2(StreamRecord<RuleUpdate> element) throws Exception {
    wake();
    rules.apply(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // The end of a bounded input has no part in the state: it may be continued from a savepoint.
    if (mark.getTimestamp() != Long.MAX_VALUE) {
      watermark = Math.max(watermark, mark.getTimestamp());
    }
    super.processWatermark(mark);
  }

  @Override
  protected boolean rests() {
    return true;
  }

  @Override
  protected void flush(long now) {
    count(CorrelationMetrics.EVENTS, List.of(topic), events);
    count(CorrelationMetrics.LATE, List.of(topic, "behind_watermark"), late);
    events = 0;
    late = 0;
    rules.drainCounts(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
  }

  private void count(String metric, List<String> labels, long amount) {
    if (amount > 0) {
      output.collect(SAMPLES, new StreamRecord<>(new Sample.Increment(metric, labels, amount)));
    }
  }
}
