package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.rules.Resolution;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.TaskInfo;

/** What one subtask of the engine counts, on its way to the operator that owns the series. */
final class EngineCounts {

  private final TaskInfo task;
  private final RuleReports reports;
  private final Map<List<String>, Long> matches = new HashMap<>();

  /** Rules whose counter of matches has begun. */
  private final Set<List<String>> counted = new HashSet<>();

  private final Map<String, Long> dropped = new HashMap<>();
  private final Map<String, Long> failures = new HashMap<>();
  private final Map<String, Long> begun = new HashMap<>();
  private final Map<String, Long> late = new HashMap<>();
  private final Map<List<String>, Long> ended = new HashMap<>();
  private final Map<String, Long> saidAt = new HashMap<>();
  private final Map<Severity, Long> rules = new HashMap<>();

  /** 1 for each rule that is suspended, 0 for the others. */
  private final Map<String, Long> suspended = new HashMap<>();

  private boolean begunChanged = true;
  private boolean openChanged = true;
  private boolean rulesChanged;

  /** Takes the task, and what is reported of each rule, which counts some of the same. */
  EngineCounts(TaskInfo task, RuleReports reports) {
    this.task = task;
    this.reports = reports;
  }

  void match(Rule rule) {
    matches.merge(labelsOf(rule), 1L, Long::sum);
    reports.matched(rule.id());
  }

  private static List<String> labelsOf(Rule rule) {
    return List.of(rule.id(), rule.severity().word());
  }

  /** An incident was opened. */
  void opened() {
    openChanged = true;
  }

  /** An incident ended. */
  void ended(Severity severity, Resolution resolution) {
    ended.merge(List.of(severity.word(), resolution.word()), 1L, Long::sum);
    openChanged = true;
  }

  void failed(RuleFailure failure) {
    failures.merge(failure.rule(), 1L, Long::sum);
    reports.failed(failure);
  }

  void late(String topic) {
    late.merge(topic, 1L, Long::sum);
  }

  /** Partial matches began, or, if {@code more} is negative, ended. */
  void begun(String rule, int more) {
    if (more != 0) {
      reports.partial(rule, begun.merge(rule, (long) more, Long::sum));
      begunChanged = true;
    }
  }

  /** All partial matches of a rule are void. */
  void forget(String rule) {
    begun.remove(rule);
    reports.partial(rule, 0);
    saidAt.remove(rule);
    begunChanged = true;
  }

  /** Partial matches were given up; true if it is time to say so again. */
  boolean dropped(String rule, int count, long time) {
    dropped.merge(rule, (long) count, Long::sum);
    long hour = time / Overflow.SAID_EVERY_MILLIS;
    Long said = saidAt.get(rule);
    if (said != null && said >= hour) {
      return false;
    }
    saidAt.put(rule, hour);
    return true;
  }

  void rules(ActiveRules all) {
    reports.rules(all);
    rules.clear();
    suspended.clear();
    Set<List<String>> known = new HashSet<>();
    // Every rule has a series, so that an alert finds the metric before the first suspension.
    for (ActiveRule rule : all.all()) {
      rules.merge(rule.matcher().rule().severity(), 1L, Long::sum);
      // A counter begins at 0, else Prometheus sees no increase at the first match.
      List<String> labels = labelsOf(rule.matcher().rule());
      known.add(labels);
      if (task.getIndexOfThisSubtask() == 0 && counted.add(labels)) {
        matches.merge(labels, 0L, Long::sum);
      }
      suspended.put(rule.id(), 0L);
    }
    counted.retainAll(known);
    all.suspended().forEach(rule -> suspended.put(rule.id(), 1L));
    rulesChanged = true;
  }

  /** Takes how many incidents are open, by rule and severity. */
  void drain(Map<List<String>, Long> open, Consumer<Sample> to) {
    ended.forEach(
        (labels, count) ->
            to.accept(new Sample.Increment(CorrelationMetrics.INCIDENTS_ENDED, labels, count)));
    ended.clear();
    if (openChanged) {
      openChanged = false;
      to.accept(
          ranking(
              CorrelationMetrics.INCIDENTS_OPEN,
              task.getIndexOfThisSubtask(),
              task.getNumberOfParallelSubtasks(),
              open));
    }
    matches.forEach(
        (labels, count) ->
            to.accept(new Sample.Increment(CorrelationMetrics.MATCHES, labels, count)));
    matches.clear();
    dropped.forEach(
        (rule, count) ->
            to.accept(new Sample.Increment(CorrelationMetrics.DROPPED, List.of(rule), count)));
    dropped.clear();
    failures.forEach(
        (rule, count) ->
            to.accept(new Sample.Increment(CorrelationMetrics.FAILURES, List.of(rule), count)));
    failures.clear();
    late.forEach(
        (topic, count) ->
            to.accept(
                new Sample.Increment(
                    CorrelationMetrics.LATE, List.of(topic, "behind_others"), count)));
    late.clear();
    if (begunChanged) {
      begunChanged = false;
      to.accept(
          ranking(
              CorrelationMetrics.PARTIAL,
              task.getIndexOfThisSubtask(),
              task.getNumberOfParallelSubtasks(),
              byRule(begun)));
    }
    // Every subtask knows all rules; one publishes their number.
    if (rulesChanged && task.getIndexOfThisSubtask() == 0) {
      for (Severity severity : Severity.values()) {
        to.accept(
            new Sample.Reading(
                CorrelationMetrics.RULES,
                List.of(severity.word()),
                rules.getOrDefault(severity, 0L)));
      }
      to.accept(ranking(CorrelationMetrics.SUSPENDED, 0, 1, byRule(suspended)));
    }
    rulesChanged = false;
  }

  private static Map<List<String>, Long> byRule(Map<String, Long> values) {
    Map<List<String>, Long> byLabels = new HashMap<>();
    values.forEach((rule, value) -> byLabels.put(List.of(rule), value));
    return byLabels;
  }

  private static Sample ranking(
      String metric, int subtask, int subtasks, Map<List<String>, Long> values) {
    List<Sample.Row> rows = new ArrayList<>();
    long total = 0;
    for (Map.Entry<List<String>, Long> entry : values.entrySet()) {
      rows.add(new Sample.Row(entry.getKey(), entry.getValue()));
      total += entry.getValue();
    }
    return new Sample.Ranking(metric, subtask, subtasks, rows, total);
  }
}
