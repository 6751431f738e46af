package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.Notification;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Runs all active rules over the events of each key, in event time; its main output has the
 * notifications. A rule that changes or is deleted takes its own partial matches with it, and no
 * others: those of a former version are dropped when their key is next touched, at the latest when
 * their time is up.
 */
final class RuleEngine extends FlushingOperator<Outbound>
    implements TwoInputStreamOperator<Routed, RuleUpdate, Outbound>,
        Triggerable<String, VoidNamespace> {

  /** Matches and what has begun. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("engine-samples", Sample.VALUE_TYPE);

  /** What is remembered of each key. */
  static final ValueStateDescriptor<KeyMemory> STATE =
      new ValueStateDescriptor<>("key", new KeyMemory.Serializer());

  private final CorrelationConfig config;
  private final RuleTopic ruleTopic;

  private transient ActiveRules rules;
  private transient SavedWatermark watermark;
  private transient ValueState<KeyMemory> keys;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient MatchBuffer buffer;
  private transient EngineCounts counts;

  RuleEngine(CorrelationConfig config, RuleTopic ruleTopic) {
    super(config.output().flush());
    this.config = config;
    this.ruleTopic = ruleTopic;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rules = ActiveRules.restore(context, ruleTopic);
    watermark = SavedWatermark.restore(context, getRuntimeContext().getTaskInfo());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watermark.snapshot();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark.advance(mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void open() throws Exception {
    keys = getRuntimeContext().getState(STATE);
    timers = getInternalTimerService("key-timers", VoidNamespaceSerializer.INSTANCE, this);
    buffer = new MatchBuffer(new EventSerializer());
    counts = new EngineCounts(getRuntimeContext().getTaskInfo());
    counts.rules(rules.all());
    // The counts of what has begun are not part of the state: they follow from it.
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            STATE,
            (Object key, ValueState<KeyMemory> state) ->
                state
                    .value()
                    .rules
                    .forEach((rule, memory) -> begun(rule, memory, memory.matches.size())));
    super.open();
  }

  @Override
  public void close() throws Exception {
    super.close();
    if (buffer != null) {
      buffer.close();
    }
  }

  @Override
  public void processElement1(StreamRecord<Routed> element) throws Exception {
    Routed routed = element.getValue();
    if (routed.event().timestamp() <= watermark.of(routed.address())) {
      counts.late(routed.topic());
      return;
    }
    KeyMemory memory = keys.value();
    if (memory == null) {
      memory = new KeyMemory();
    }
    memory.waiting.add(routed.event());
    wake(memory, routed.event().timestamp());
    keys.update(memory);
  }

  @Override
  public void processElement2(StreamRecord<RuleUpdate> element) throws Exception {
    ActiveRule before = rules.byId(element.getValue().id());
    rules.apply(element.getValue());
    ActiveRule now = rules.byId(element.getValue().id());
    if (before != null && (now == null || now.version() != before.version())) {
      counts.forget(before.id());
    }
    counts.rules(rules.all());
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyMemory memory = keys.value();
    if (memory == null || timer.getTimestamp() < memory.wakeAt) {
      return;
    }
    memory.wakeAt = KeyMemory.NEVER;
    String address = timer.getKey();
    Key key = Routed.key(address);
    String value = Routed.value(address);
    long watermark = timers.currentWatermark();
    for (Event event : memory.due(watermark)) {
      for (ActiveRule rule : rules.of(event.type())) {
        if (rule.key() == key && rule.matcher().concerns(event)) {
          take(memory, rule, value, event);
        }
      }
    }
    long next = memory.nextEvent();
    for (Iterator<Map.Entry<String, RuleMemory>> i = memory.rules.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<String, RuleMemory> entry = i.next();
      long due = advance(entry.getKey(), entry.getValue(), value, watermark);
      if (due == KeyMemory.NEVER) {
        i.remove();
      }
      next = Math.min(next, due);
    }
    if (memory.isEmpty()) {
      keys.clear();
      return;
    }
    wake(memory, next);
    keys.update(memory);
  }

  private void take(KeyMemory memory, ActiveRule rule, String key, Event event) {
    RuleMemory of = memory.rules.get(rule.id());
    if (of == null || of.version != rule.version()) {
      if (!rule.matcher().canStart(event)) {
        return;
      }
      of = new RuleMemory(rule.version(), rule.matcher().start());
      memory.rules.put(rule.id(), of);
    }
    int before = of.matches.size();
    emit(of, rule.matcher().process(of.matches, buffer, key, event));
    int dropped = rule.matcher().shrink(of.matches, buffer, config.partialLimit());
    if (dropped > 0 && counts.dropped(rule.id(), dropped, event.timestamp())) {
      emit(Overflow.of(config, rule.id(), key, event.timestamp()));
    }
    begun(rule.id(), of, of.matches.size() - before);
  }

  /** Lets time pass for a rule; returns when it must pass again, or never if nothing is left. */
  private long advance(String id, RuleMemory of, String key, long watermark) {
    ActiveRule rule = rules.byId(id);
    if (rule == null || rule.version() != of.version) {
      return KeyMemory.NEVER;
    }
    if (rule.matcher().nextTimeout(of.matches) <= watermark) {
      int before = of.matches.size();
      emit(of, rule.matcher().advance(of.matches, buffer, key, watermark));
      begun(id, of, of.matches.size() - before);
    }
    long due = rule.matcher().nextTimeout(of.matches);
    return of.quietUntil > watermark ? Math.min(due, of.quietUntil) : due;
  }

  private void emit(RuleMemory of, List<Match> matches) {
    for (Match match : matches) {
      counts.match(match.rule());
      if (match.noticedAt() >= of.quietUntil) {
        Notification notification = match.notification();
        emit(
            new Outbound(
                config.notifications(),
                notification.id().getBytes(StandardCharsets.UTF_8),
                notification.json()));
        if (!match.rule().cooldown().isZero()) {
          of.quietUntil = match.noticedAt() + match.rule().cooldown().toMillis();
        }
      }
    }
  }

  private void begun(String id, RuleMemory of, int more) {
    ActiveRule rule = rules.byId(id);
    if (rule != null && rule.version() == of.version) {
      counts.begun(id, more);
    }
  }

  private void wake(KeyMemory memory, long due) {
    if (due < memory.wakeAt) {
      memory.wakeAt = due;
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of this operator runs on the clock");
  }

  @Override
  protected void flush(long now) {
    counts.drain(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
  }
}
