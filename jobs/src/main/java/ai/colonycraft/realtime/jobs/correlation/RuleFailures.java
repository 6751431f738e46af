package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failures of rules in one subtask, and the rules that are suspended, which are part of the
 * state. Used on the task's thread.
 */
final class RuleFailures {

  /** Id and version. */
  private static final ListStateDescriptor<Tuple2<String, Long>> STATE =
      new ListStateDescriptor<>("suspended-rules", Types.TUPLE(Types.STRING, Types.LONG));

  private static final Logger LOG = LoggerFactory.getLogger(RuleFailures.class);

  private final ListState<Tuple2<String, Long>> state;
  private final ActiveRules rules;
  private final OperatorEventGateway supervisor;
  private final Map<String, Integer> failures = new HashMap<>();
  private final List<RuleFailure> announcements = new ArrayList<>();

  private RuleFailures(
      ListState<Tuple2<String, Long>> state, ActiveRules rules, OperatorEventGateway supervisor) {
    this.state = state;
    this.rules = rules;
    this.supervisor = supervisor;
  }

  /**
   * Suspends the rules that were suspended at the checkpoint.
   *
   * @param supervisor where failures are reported; null if there is one subtask without it
   */
  static RuleFailures restore(
      StateInitializationContext context, ActiveRules rules, OperatorEventGateway supervisor)
      throws Exception {
    ListState<Tuple2<String, Long>> state =
        context.getOperatorStateStore().getUnionListState(STATE);
    for (Tuple2<String, Long> rule : state.get()) {
      rules.suspend(rule.f0, rule.f1);
    }
    return new RuleFailures(state, rules, supervisor);
  }

  /** Writes the suspended rules to the state. */
  void snapshot() throws Exception {
    List<Tuple2<String, Long>> suspended = new ArrayList<>();
    for (ActiveRule rule : rules.suspended()) {
      suspended.add(Tuple2.of(rule.id(), rule.version()));
    }
    state.update(suspended);
  }

  /**
   * Reports a failure.
   *
   * @return whether the rule is suspended from now on
   */
  boolean add(RuleFailure failure, Throwable cause) {
    LOG.warn(
        "rule {} failed for key \"{}\" at event \"{}\"",
        failure.rule(),
        failure.key(),
        failure.event(),
        cause);
    if (supervisor != null) {
      supervisor.sendEventToCoordinator(failure);
    }
    return failures.merge(failure.rule(), 1, Integer::sum) >= RuleFailure.LIMIT && suspend(failure);
  }

  /**
   * Suspends a rule after its last failure.
   *
   * @return false if that version is not in force
   */
  boolean suspend(RuleFailure last) {
    if (!rules.suspend(last.rule(), last.version())) {
      return false;
    }
    failures.remove(last.rule());
    announcements.add(last);
    return true;
  }

  /** Forgets the failures of a rule, which has changed. */
  void forget(String rule) {
    failures.remove(rule);
  }

  /** Passes on the last failure of each rule that was suspended since the last call. */
  void drain(Consumer<RuleFailure> to) {
    announcements.forEach(to);
    announcements.clear();
  }
}
