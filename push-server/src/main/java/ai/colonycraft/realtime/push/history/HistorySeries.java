package ai.colonycraft.realtime.push.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One name of the catalogue of history, and how its values are read from the tables. In its
 * expressions {@code f} is a row, {@code n} the number of windows of the step, and {@code s} the
 * seconds of a window; a window without a row of the series counts as zero ({@code count(f) < n}).
 *
 * @param name as in the live metrics, where there is such a one
 * @param unit of its values
 * @param help what it is
 * @param family the tables
 * @param labels sets of labels that it can have; an empty set is the total
 * @param columns of a point behind the time
 * @param values the expressions of the columns
 */
record HistorySeries(
    String name,
    String unit,
    String help,
    Family family,
    List<List<String>> labels,
    List<String> columns,
    List<String> values) {

  private static final List<String> MEAN = List.of("mean", "min", "max");
  private static final List<String> PERCENTILES = List.of("p50", "p95", "p99", "count");
  private static final List<List<String>> TOTAL = List.of(List.of());
  private static final List<List<String>> PLACES =
      List.of(List.of(), List.of("service"), List.of("region"), List.of("service", "region"));

  private static final List<String> COLONY = List.of("colony_id");
  private static final List<String> AGENT = List.of("colony_id", "agent_id");

  /** Least of windows, zero if one has no row. */
  private static final String MISSING =
      "CASE WHEN sum(f.windows) < max(w.n) THEN 0 ELSE min(%s) END";

  /** A value of rows in which what was spent is known. */
  private static final String KNOWN = "CASE WHEN count(f.tokens) = count(*) THEN %s END";

  /** Every name, in the order the catalogue shows them. */
  static final List<HistorySeries> ALL =
      List.of(
          gauge("active_users", "users", "distinct users in windows of 5 minutes", "users", TOTAL),
          new HistorySeries(
              "active_users",
              "users",
              "the same by platform",
              Family.ACTIVE_USERS,
              List.of(List.of("platform")),
              MEAN,
              List.of(
                  "sum(f.users)::float8 / max(w.n)",
                  MISSING.formatted("f.users_min"),
                  "max(f.users_max)")),
          gauge(
              "active_colonies",
              "colonies",
              "distinct colonies in windows of 5 minutes",
              "colonies",
              TOTAL),
          new HistorySeries(
              "events_per_second",
              "events a second",
              "events of user activity",
              Family.ACTIVITY,
              TOTAL,
              MEAN,
              List.of(
                  "sum(f.events)::float8 / max(w.n) / 300",
                  "min(f.events_min) / 300.0",
                  "max(f.events_max) / 300.0")),
          counted("colony_activity", COLONY, "events of a colony in windows of 5 minutes"),
          tokens("colony_tokens", COLONY, "tokens that a colony spent in windows of 5 minutes"),
          cpu("colony_cpu_seconds", COLONY, "CPU time that a colony spent in windows of 5 minutes"),
          counted("agent_activity", AGENT, "events of an agent in windows of 5 minutes"),
          tokens("agent_tokens", AGENT, "tokens that an agent spent in windows of 5 minutes"),
          cpu("agent_cpu_seconds", AGENT, "CPU time that an agent spent in windows of 5 minutes"),
          counted("user_activity", List.of("user_id"), "events of a user in windows of 5 minutes"),
          new HistorySeries(
              "session_duration_minutes_bucket",
              "sessions",
              "sessions that were over in the step, no longer than le minutes",
              Family.SESSIONS,
              List.of(List.of("le"), List.of("le", "platform")),
              List.of("count"),
              List.of("sum(f.sessions)::float8")),
          distinct("distinct_users", "users", "distinct users of the step: 5 min, 1 h or 1 d"),
          distinct("distinct_colonies", "colonies", "distinct colonies of the step"),
          services(
              "request_rate",
              "requests a second",
              "requests of services",
              "sum(f.requests)::float8 / max(w.n) / 60",
              MISSING.formatted("f.requests_min / 60.0"),
              "max(f.requests_max) / 60.0"),
          services(
              "error_rate",
              "ratio",
              "requests answered with a status of 500 or above",
              "sum(f.r5xx)::float8 / nullif(sum(f.requests), 0)",
              "min(f.error_ratio_min)",
              "max(f.error_ratio_max)"),
          services(
              "cpu_cores",
              "cores",
              "CPU time of services by the clock",
              "sum(f.cpu_micros)::float8 / 1e6 / max(w.n) / 60",
              MISSING.formatted("f.cpu_min / 6e7"),
              "max(f.cpu_max) / 6e7"),
          new HistorySeries(
              "memory_bytes",
              "bytes",
              "memory of an instance",
              Family.SERVICES,
              PLACES,
              List.of("mean", "max"),
              List.of(
                  "(sum(f.memory_sum_bytes) / nullif(sum(f.memory_readings), 0))::float8",
                  "max(f.memory_max_bytes)")),
          new HistorySeries(
              "request_duration_seconds",
              "seconds",
              "percentiles of the durations of requests, within 1 %",
              Family.SERVICES,
              PLACES,
              PERCENTILES,
              List.of()));

  private static HistorySeries gauge(
      String name, String unit, String help, String column, List<List<String>> labels) {
    return new HistorySeries(
        name,
        unit,
        help,
        Family.ACTIVITY,
        labels,
        MEAN,
        List.of(
            "sum(f.%s)::float8 / max(w.n)".formatted(column),
            "min(f.%s_min)".formatted(column),
            "max(f.%s_max)".formatted(column)));
  }

  private static HistorySeries counted(String name, List<String> labels, String help) {
    return new HistorySeries(
        name,
        "events",
        help,
        Family.TOP,
        List.of(labels),
        MEAN,
        List.of(
            "sum(f.events)::float8 / max(w.n)",
            MISSING.formatted("f.events_min"),
            "max(f.events_max)"));
  }

  private static HistorySeries tokens(String name, List<String> labels, String help) {
    return spent(name, "tokens", labels, help, "tokens", "tokens", "");
  }

  private static HistorySeries cpu(String name, List<String> labels, String help) {
    return spent(name, "seconds", labels, help, "cpu_micros", "cpu", " / 1e6");
  }

  /** What was spent: unknown where one of the rows is of an earlier version. */
  private static HistorySeries spent(
      String name,
      String unit,
      List<String> labels,
      String help,
      String column,
      String bounds,
      String scale) {
    return new HistorySeries(
        name,
        unit,
        help,
        Family.TOP,
        List.of(labels),
        MEAN,
        List.of(
            KNOWN.formatted("sum(f.%s)::float8%s / max(w.n)".formatted(column, scale)),
            KNOWN.formatted(MISSING.formatted("f." + bounds + "_min" + scale)),
            KNOWN.formatted("max(f.%s_max%s)".formatted(bounds, scale))));
  }

  private static HistorySeries distinct(String name, String unit, String help) {
    return new HistorySeries(
        name,
        unit,
        help,
        Family.TOTALS,
        TOTAL,
        List.of("count", "exact"),
        List.of("max(f.ids)", "bool_and(f.exact)::int"));
  }

  private static HistorySeries services(
      String name, String unit, String help, String mean, String min, String max) {
    return new HistorySeries(
        name, unit, help, Family.SERVICES, PLACES, MEAN, List.of(mean, min, max));
  }

  /** Whether there is a series of that name. */
  static boolean knows(String name) {
    return ALL.stream().anyMatch(series -> series.name.equals(name));
  }

  /** The series of a name that has just these labels. */
  static Optional<HistorySeries> find(String name, Set<String> labels) {
    return ALL.stream()
        .filter(series -> series.name.equals(name))
        .filter(series -> series.labels.stream().anyMatch(set -> Set.copyOf(set).equals(labels)))
        .findFirst();
  }

  /** The sets of labels that a name can have, as {@code platform} or {@code service, region}. */
  static List<String> labelsOf(String name) {
    List<String> sets = new ArrayList<>();
    for (HistorySeries series : ALL) {
      if (series.name.equals(name)) {
        series.labels.forEach(set -> sets.add(set.isEmpty() ? "none" : String.join(", ", set)));
      }
    }
    return sets;
  }

  boolean isPercentiles() {
    return columns.equals(PERCENTILES);
  }

  /** Distinct ids of steps do not add up, so that a step is one row. */
  boolean needsWholeLevel() {
    return family == Family.TOTALS;
  }

  /** {@code kind} in the tables of users, colonies and agents; null for others. */
  String kind() {
    return switch (name) {
      case "user_activity", "distinct_users" -> "user";
      case "colony_activity", "colony_tokens", "colony_cpu_seconds", "distinct_colonies" ->
          "colony";
      case "agent_activity", "agent_tokens", "agent_cpu_seconds" -> "agent";
      default -> null;
    };
  }

  /** The rows of a level that say how far back the series goes, with literals of our own only. */
  String span(Level level) {
    return switch (name) {
      case "colony_tokens", "colony_cpu_seconds" ->
          Family.TOTALS.table(level) + " WHERE kind = 'colony' AND tokens IS NOT NULL";
      case "agent_activity", "agent_tokens", "agent_cpu_seconds" ->
          Family.TOTALS.table(level) + " WHERE kind = 'agent'";
      default -> family.table(level);
    };
  }

  /** Whether the rows have a name of what they are of. */
  boolean hasNames() {
    return family == Family.TOP;
  }

  /**
   * The column by whose sum the largest series are chosen before their points are read; null where
   * there are few.
   */
  String rankedBy() {
    if (family != Family.TOP) {
      return null;
    }
    return name.endsWith("_tokens")
        ? "tokens"
        : name.endsWith("_cpu_seconds") ? "cpu_micros" : "events";
  }

  /** The column of the tables that holds a label, or what is made of it. */
  String column(String label) {
    return switch (family) {
      // Live series say so too of an agent that has no colony.
      case TOP ->
          "agent".equals(kind()) && label.equals("colony_id")
              ? "coalesce(nullif(colony_id, ''), 'unknown')"
              : "id";
      case ACTIVE_USERS -> "value";
      default -> label;
    };
  }

  /** What the rows must fulfil beside time and labels, with literals of our own only. */
  List<String> conditions(Map<String, String> wanted) {
    List<String> conditions = new ArrayList<>();
    if (kind() != null) {
      conditions.add("kind = '" + kind() + "'");
    }
    if (family == Family.ACTIVE_USERS) {
      conditions.add("field = 'platform'");
    }
    if (family == Family.SESSIONS) {
      conditions.add("platform" + (wanted.containsKey("platform") ? " <> ''" : " = ''"));
    }
    if (family == Family.SERVICES) {
      for (String label : List.of("service", "region")) {
        conditions.add(label + (wanted.containsKey(label) ? " <> ''" : " = ''"));
      }
    }
    return conditions;
  }
}
