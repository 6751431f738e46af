package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import java.util.List;

/** The metrics of the correlation job: every name, label and limit in one place. */
public final class CorrelationMetrics {

  static final String EVENTS = "cep_events_total";
  static final String MATCHES = "cep_matches_total";
  static final String RULES = "cep_rules";
  static final String RULES_REFUSED = "cep_rules_refused_total";
  static final String PARTIAL = "cep_partial_matches";
  static final String FAILURES = "cep_rule_failures_total";
  static final String CONDITION_ERRORS = "cep_condition_errors_total";
  static final String UNLEARNT = "cep_baselines_dropped_total";
  static final String SUSPENDED = "cep_rules_suspended";
  static final String INCIDENTS_OPEN = "cep_incidents_open";
  static final String INCIDENTS_ENDED = "cep_incidents_ended_total";
  static final String DROPPED = "cep_partial_matches_dropped_total";

  /**
   * Under its own name, as all that this job counts of topics that another job owns: a record is
   * refused by each job that reads it, and {@code events_rejected_total} counts it once.
   */
  static final String REJECTED = "cep_events_rejected_total";

  static final String LATE = "events_late_total";

  private static final List<String> TOTAL = List.of();

  private CorrelationMetrics() {}

  /** All of them, with the limits that the config sets. */
  public static List<Metric> all(CorrelationConfig config) {
    int limit = config.output().labelLimit();
    return List.of(
        Heartbeats.metric(),
        new Metric.Counter(EVENTS, "events read", List.of("topic"), limit, List.of()),
        new Metric.Counter(
            MATCHES,
            "matches, including those that a cool-down suppressed or an open incident took",
            List.of("rule", "severity"),
            limit,
            List.of(TOTAL, List.of("rule"), List.of("severity"))),
        new Metric.Gauge(
            INCIDENTS_OPEN,
            "incidents that have begun and not ended",
            List.of("rule", "severity"),
            limit,
            List.of(TOTAL, List.of("severity"))),
        new Metric.Counter(
            INCIDENTS_ENDED,
            "incidents that ended, by how: recovered, expired, rule_changed, or replaced, since a"
                + " key had too many of a rule",
            List.of("severity", "resolution"),
            limit,
            List.of(TOTAL)),
        new Metric.Gauge(RULES, "rules in force", List.of("severity"), limit, List.of(TOTAL)),
        new Metric.Counter(RULES_REFUSED, "rules refused", List.of(), 1, List.of(TOTAL)),
        new Metric.Gauge(
            PARTIAL,
            "matches that have begun and are not complete",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Counter(
            DROPPED,
            "partial matches given up since a key had too many of a rule",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Counter(
            FAILURES,
            "failures inside a rule, after each of which it rests for the key",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Counter(
            CONDITION_ERRORS,
            "evaluations of a rule's conditions that had an error other than an absent field",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Counter(
            UNLEARNT,
            "keys of a rule whose usual values are not learnt, since a subtask learns those of"
                + " 100,000 others",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Gauge(
            SUSPENDED,
            "rules out of force since they failed",
            List.of("rule"),
            limit,
            List.of(TOTAL)),
        new Metric.Counter(
            REJECTED,
            "records that were refused, and so correlated with nothing",
            List.of("topic", "reason"),
            limit,
            List.of()),
        new Metric.Counter(
            LATE,
            "events too late to be correlated",
            List.of("topic", "reason"),
            limit,
            List.of()));
  }
}
