package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Sha256;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that one subtask runs, by the types they can use. They lie in broadcast state; a
 * subtask that starts without state reads them from the topic first.
 */
final class ActiveRules {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveRules.class);

  private static final MapStateDescriptor<String, RuleUpdate> STATE =
      new MapStateDescriptor<>("rules", StringSerializer.INSTANCE, new RuleUpdate.Serializer());

  /** By rule, the offset of the record with which its present text came into force. */
  private static final MapStateDescriptor<String, Long> EPOCHS =
      new MapStateDescriptor<>("rule-epochs", StringSerializer.INSTANCE, LongSerializer.INSTANCE);

  private final BroadcastState<String, RuleUpdate> texts;
  private final BroadcastState<String, Long> epochs;
  private final Map<String, ActiveRule> byId = new TreeMap<>();
  private final Map<String, ActiveRule> suspended = new TreeMap<>();
  private Map<String, ActiveRule[]> byType = Map.of();
  private ActiveRule[] ofAnyType = {};

  /**
   * A rule in force.
   *
   * @param matcher runs it
   * @param version of its text since it came into force: a text that was out of force meanwhile is
   *     another version, so that it revives no partial matches
   */
  record ActiveRule(RuleMatcher matcher, long version) {

    String id() {
      return matcher.rule().id();
    }

    Key key() {
      return matcher.rule().key();
    }
  }

  private ActiveRules(
      BroadcastState<String, RuleUpdate> texts, BroadcastState<String, Long> epochs) {
    this.texts = texts;
    this.epochs = epochs;
  }

  /** The rules as they were, or, at the first start, as they stand in the topic. */
  static ActiveRules restore(StateInitializationContext context, RuleTopic topic) throws Exception {
    OperatorStateStore store = context.getOperatorStateStore();
    ActiveRules rules =
        new ActiveRules(store.getBroadcastState(STATE), store.getBroadcastState(EPOCHS));
    if (context.isRestored()) {
      for (Map.Entry<String, RuleUpdate> entry : rules.texts.entries()) {
        rules.activate(entry.getValue());
      }
    } else {
      for (RuleUpdate update : topic.read()) {
        if (Verdict.of(update).refusal().isEmpty()) {
          rules.apply(update);
        }
      }
    }
    rules.index();
    return rules;
  }

  /** Takes a rule or a deletion that was let through; what is already known changes nothing. */
  void apply(RuleUpdate update) throws Exception {
    RuleUpdate known = texts.get(update.id());
    if (known != null && known.offset() >= update.offset()) {
      return;
    }
    texts.put(update.id(), update);
    change(update);
    index();
  }

  /** Puts a changed text in force; a text that is in force, or suspended, stays as it is. */
  private void change(RuleUpdate update) throws Exception {
    if (isText(byId.get(update.id()), update) || isText(suspended.get(update.id()), update)) {
      return;
    }
    byId.remove(update.id());
    suspended.remove(update.id());
    epochs.put(update.id(), update.offset());
    activate(update);
    if (!byId.containsKey(update.id())) {
      epochs.remove(update.id());
    }
  }

  private static boolean isText(ActiveRule rule, RuleUpdate update) {
    return rule != null && rule.matcher.rule().text().equals(update.text());
  }

  private void activate(RuleUpdate update) throws Exception {
    Long epoch = epochs.get(update.id());
    Verdict verdict = Verdict.of(update);
    verdict
        .refusal()
        .ifPresent(reason -> LOG.warn("rule {} is out of force: {}", update.id(), reason));
    verdict
        .matcher()
        .filter(matcher -> matcher.rule().enabled())
        .ifPresent(
            matcher ->
                byId.put(update.id(), new ActiveRule(matcher, version(update.text(), epoch))));
  }

  /**
   * Takes a version of a rule out of force until the rule changes.
   *
   * @return false if it is not in force
   */
  boolean suspend(String id, long version) {
    ActiveRule rule = byId.get(id);
    if (rule == null || rule.version != version) {
      return false;
    }
    suspended.put(id, byId.remove(id));
    index();
    return true;
  }

  /** The suspended rules, by id. */
  Collection<ActiveRule> suspended() {
    return suspended.values();
  }

  private void index() {
    List<ActiveRule> any =
        byId.values().stream().filter(rule -> rule.matcher.allTypes().isEmpty()).toList();
    Map<String, List<ActiveRule>> lists = new HashMap<>();
    for (ActiveRule rule : byId.values()) {
      for (String type : rule.matcher.allTypes()) {
        lists.computeIfAbsent(type, t -> new ArrayList<>(any)).add(rule);
      }
    }
    Map<String, ActiveRule[]> arrays = new HashMap<>();
    lists.forEach((type, rules) -> arrays.put(type, rules.toArray(ActiveRule[]::new)));
    byType = arrays;
    ofAnyType = any.toArray(ActiveRule[]::new);
  }

  /** The rules that can use a type; not to be changed. */
  ActiveRule[] of(String type) {
    ActiveRule[] rules = byType.get(type);
    return rules == null ? ofAnyType : rules;
  }

  /** The rule of an id, or null. */
  ActiveRule byId(String id) {
    return byId.get(id);
  }

  /**
   * Passes on, by rule, how many errors conditions had since the last call, and for how many keys
   * nothing was learnt.
   */
  void drainCounts(Consumer<Sample> to) {
    for (ActiveRule rule : byId.values()) {
      drain(CorrelationMetrics.CONDITION_ERRORS, rule, rule.matcher.takeConditionErrors(), to);
      drain(CorrelationMetrics.UNLEARNT, rule, rule.matcher.takeUnlearnt(), to);
    }
  }

  private static void drain(String metric, ActiveRule rule, long more, Consumer<Sample> to) {
    if (more > 0) {
      to.accept(new Sample.Increment(metric, List.of(rule.id()), more));
    }
  }

  /** All of them, by id. */
  Collection<ActiveRule> all() {
    return byId.values();
  }

  /** A hash of text and epoch; states of earlier versions have no epochs. */
  private static long version(String text, Long epoch) {
    MessageDigest hash = Sha256.begin();
    if (epoch != null) {
      hash.update(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
    }
    return ByteBuffer.wrap(hash.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
