package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
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
 * notifications. A rule that changes or is deleted takes its own partial matches and incidents with
 * it, and no others: partial matches of a former version are dropped when their key is next
 * touched, at the latest when their time is up; its incidents end at once.
 *
 * <p>A rule that fails rests for the key: its partial matches of the key are dropped, and it
 * processes none of the key's events for the time of the rule. After {@link RuleFailure#LIMIT}
 * failures it is suspended in all subtasks. Other rules are not affected.
 */
final class RuleEngine extends FlushingOperator<Outbound>
    implements TwoInputStreamOperator<Routed, RuleUpdate, Outbound>,
        OperatorEventHandler,
        Triggerable<String, VoidNamespace> {

  /** Matches and what has begun. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("engine-samples", Sample.VALUE_TYPE);

  /** What each rule did. */
  static final OutputTag<RuleReport> REPORTS =
      new OutputTag<>("rule-reports", RuleReport.VALUE_TYPE);

  /** What is remembered of each key. */
  static final ValueStateDescriptor<KeyMemory> STATE =
      new ValueStateDescriptor<>("key", new KeyMemory.Serializer());

  /** The watermark after a bounded input, of which no time follows. */
  private static final long END = Watermark.MAX_WATERMARK.getTimestamp();

  private final CorrelationConfig config;
  private final RuleTopic ruleTopic;

  private transient ActiveRules rules;
  private transient SavedWatermark watermark;
  private transient ValueState<KeyMemory> keys;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient MatchBuffer buffer;
  private transient EngineCounts counts;
  private transient RuleReports reports;
  private transient EngineIncidents incidents;
  private transient RuleFailures failures;
  private transient OperatorEventGateway supervisor;

  RuleEngine(CorrelationConfig config, RuleTopic ruleTopic) {
    super(config.output().flush());
    this.config = config;
    this.ruleTopic = ruleTopic;
  }

  /** Where failures of rules are reported. */
  void reportFailuresTo(OperatorEventGateway supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rules = ActiveRules.restore(context, ruleTopic);
    watermark = SavedWatermark.restore(context, getRuntimeContext().getTaskInfo());
    failures = RuleFailures.restore(context, rules, supervisor);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watermark.snapshot();
    failures.snapshot();
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
    reports = new RuleReports(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    counts = new EngineCounts(getRuntimeContext().getTaskInfo(), reports);
    counts.rules(rules);
    incidents = new EngineIncidents(config, buffer, rules, counts, this::emit);
    // The counts of what has begun are not part of the state: they follow from it.
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            STATE,
            (Object key, ValueState<KeyMemory> state) -> {
              KeyMemory of = state.value();
              of.rules.forEach(this::restored);
              incidents.restore((String) key, of);
            });
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
      failures.forget(before.id());
    }
    incidents.changed(element.getValue().id());
    counts.rules(rules);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyMemory memory = keys.value();
    if (memory == null || timer.getTimestamp() < memory.wakeAt) {
      return;
    }
    memory.wakeAt = KeyMemory.NEVER;
    String address = timer.getKey();
    String kind = Routed.kind(address);
    String value = Routed.value(address);
    long watermark = timers.currentWatermark();
    incidents.at(address, this.watermark.of(address));
    List<Event> due = memory.due(watermark);
    boolean isEnd = watermark == END;
    if (isEnd) {
      // The end of the input is no silence: time passes up to the key's last event.
      watermark = this.watermark.of(address);
      for (Event event : due) {
        watermark = Math.max(watermark, event.timestamp());
      }
    }
    boolean timed = reports.isTimed();
    for (Event event : due) {
      for (ActiveRule rule : rules.of(event.type())) {
        if (rule.key().id().equals(kind)) {
          long begun = timed ? System.nanoTime() : 0;
          take(memory, rule, value, event);
          if (timed) {
            reports.took(rule.id(), begun);
          }
        }
      }
    }
    long next = memory.nextEvent();
    for (Iterator<Map.Entry<String, RuleMemory>> i = memory.rules.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<String, RuleMemory> entry = i.next();
      long begun = timed ? System.nanoTime() : 0;
      long at = advance(memory, entry, value, watermark);
      if (timed) {
        reports.took(entry.getKey(), begun);
      }
      if (at == KeyMemory.NEVER) {
        i.remove();
      }
      next = Math.min(next, at);
    }
    next = Math.min(next, incidents.settle(memory, watermark));
    if (memory.isEmpty()) {
      keys.clear();
      return;
    }
    if (!isEnd) {
      wake(memory, next);
    }
    keys.update(memory);
  }

  private void take(KeyMemory memory, ActiveRule rule, String key, Event event) {
    RuleMemory known = memory.rules.get(rule.id());
    boolean rests = known != null && known.rests(rule.version(), event.timestamp());
    boolean isCurrent = known != null && known.version == rule.version();
    int before = isCurrent ? known.matches.size() : 0;
    List<Outbound> found = new ArrayList<>();
    try {
      resolve(memory, rule, isCurrent ? known : null, key, event);
      if (rests
          || !rule.matcher().concerns(event)
          || !isCurrent && !rule.matcher().canStart(event)) {
        return;
      }
      before = isCurrent ? known.matches.size() : 0;
      RuleMemory of = isCurrent ? known : new RuleMemory(rule.version(), rule.matcher().start());
      memory.rules.put(rule.id(), of);
      if (rule.matcher().rule().isOfIncidents()) {
        incidents.process(memory, rule, of.matches, key, event);
      } else {
        publish(of, rule.matcher().process(of.matches, buffer, key, event), found);
      }
      int dropped = rule.matcher().shrink(of.matches, buffer, config.partialLimit());
      if (dropped > 0 && counts.dropped(rule.id(), dropped, event.timestamp())) {
        found.add(Overflow.of(config, rule.id(), key, event.timestamp()));
      }
      begun(rule.id(), of, of.matches.size() - before);
    } catch (RuntimeException | StackOverflowError e) {
      counts.begun(rule.id(), -before);
      memory.rules.put(rule.id(), rest(rule, memory.rules.get(rule.id()), event.timestamp()));
      failed(rule, RuleFailure.of(rule.id(), rule.version(), key, event, e), e);
    }
    found.forEach(this::emit);
  }

  /** Lets time pass for a rule with incidents, and ends those that an event ends. */
  private void resolve(KeyMemory memory, ActiveRule rule, RuleMemory of, String key, Event event) {
    boolean ends = rule.matcher().resolves(event);
    if (!ends && !memory.incidents.containsKey(rule.id())) {
      return;
    }
    int before = of == null ? 0 : of.matches.size();
    PartialMatches matches = of == null ? null : of.matches;
    incidents.advance(memory, rule, matches, key, event.timestamp());
    counts.begun(rule.id(), of == null ? 0 : of.matches.size() - before);
    if (ends) {
      incidents.resolve(memory, rule, event);
    }
  }

  /** Lets time pass for a rule; returns when it must pass again, or never if nothing is left. */
  private long advance(
      KeyMemory memory, Map.Entry<String, RuleMemory> entry, String key, long watermark) {
    RuleMemory of = entry.getValue();
    ActiveRule rule = rules.byId(entry.getKey());
    if (rule != null && of.rests(rule.version(), watermark)) {
      return of.quietUntil;
    }
    if (rule == null || rule.version() != of.version) {
      return KeyMemory.NEVER;
    }
    int before = of.matches.size();
    List<Outbound> found = new ArrayList<>();
    try {
      if (rule.matcher().nextTimeout(of.matches) <= watermark) {
        if (rule.matcher().rule().isOfIncidents()) {
          incidents.advance(memory, rule, of.matches, key, watermark);
        } else {
          publish(of, rule.matcher().advance(of.matches, buffer, key, watermark), found);
        }
        begun(rule.id(), of, of.matches.size() - before);
      }
    } catch (RuntimeException | StackOverflowError e) {
      counts.begun(rule.id(), -before);
      of = rest(rule, of, watermark);
      entry.setValue(of);
      failed(rule, RuleFailure.of(rule.id(), rule.version(), key, null, e), e);
      return of.quietUntil;
    }
    found.forEach(this::emit);
    long due = rule.matcher().nextTimeout(of.matches);
    return of.quietUntil > watermark ? Math.min(due, of.quietUntil) : due;
  }

  private static RuleMemory rest(ActiveRule rule, RuleMemory failed, long time) {
    if (failed != null && failed.version == rule.version()) {
      rule.matcher().dropped(failed.matches);
    }
    long until = time + rule.matcher().rule().within().toMillis();
    return RuleMemory.resting(rule.version(), rule.matcher().start(), until);
  }

  private void failed(ActiveRule rule, RuleFailure failure, Throwable cause) {
    buffer.reset();
    counts.failed(failure);
    if (failures.add(failure, cause)) {
      suspended(failure.rule());
    }
  }

  /** A rule failed too often in all subtasks together. */
  @Override
  public void handleOperatorEvent(OperatorEvent event) {
    RuleFailure last = (RuleFailure) event;
    if (failures.suspend(last)) {
      suspended(last.rule());
    }
  }

  private void suspended(String rule) {
    incidents.changed(rule);
    counts.forget(rule);
    counts.rules(rules);
  }

  private void publish(RuleMemory of, List<Match> matches, List<Outbound> to) {
    for (Match match : matches) {
      counts.match(match.rule());
      if (match.noticedAt() >= of.quietUntil) {
        Notification notification = match.notification();
        to.add(
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

  private void restored(String id, RuleMemory of) {
    ActiveRule rule = rules.byId(id);
    if (rule != null && rule.version() == of.version) {
      rule.matcher().restored(of.matches);
      counts.begun(id, of.matches.size());
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

  /** Ends the incidents of a key whose rules have changed. */
  private void settle(String address) {
    setCurrentKey(address);
    try {
      KeyMemory memory = keys.value();
      long now = watermark.of(address);
      incidents.at(address, now);
      incidents.settle(memory, now);
      if (memory.isEmpty()) {
        keys.clear();
      } else {
        keys.update(memory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    incidents.drain();
    reports.drain(this::report);
  }

  @Override
  public void finish() throws Exception {
    incidents.drain();
    reports.drain(this::report);
    super.finish();
  }

  private void report(RuleReport report) {
    output.collect(REPORTS, new StreamRecord<>(report));
  }

  @Override
  protected void flush(long now) {
    // Every subtask knows what is suspended; one says so.
    boolean announces = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    failures.drain(
        last -> {
          if (announces) {
            emit(last.notification(config.notifications(), now));
          }
        });
    rules.drainCounts(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
    incidents.drainChanged(this::settle);
    incidents.flush(now, sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
    reports.drainIfDue(now, this::report);
  }
}
