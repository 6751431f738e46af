package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.IgnoredCounts;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.TopList;
import java.util.List;
import java.util.Map;

/**
 * The metrics of the user-activity job: every name, label and limit in one place. The push server's
 * catalogue repeats them for people, and a test compares the two.
 */
public final class ActivityMetrics {

  static final String ACTIVE_USERS = "active_users";
  static final String COLONY_ACTIVITY = "colony_activity";
  static final String COLONY_TOKENS = "colony_tokens";
  static final String COLONY_CPU = "colony_cpu_seconds";
  static final String AGENT_ACTIVITY = "agent_activity";
  static final String AGENT_TOKENS = "agent_tokens";
  static final String AGENT_CPU = "agent_cpu_seconds";
  static final String COLONY_CREATED = "colony_created_total";
  static final String AGENT_DEPLOYED = "agent_deployed_total";
  static final String LLM_TOKENS = "llm_tokens_total";
  static final String USER_TOKENS = "user_token_usage_total";
  static final String SESSION_MINUTES = "session_duration_minutes";
  static final String EVENTS = "user_activity_events_total";
  static final String REJECTED = "events_rejected_total";
  static final String LATE = "events_late_total";
  static final String DELAY = "event_delay_seconds";

  /** Bounds of the histogram of finished sessions, minutes. */
  public static final Metric.Histogram SESSIONS =
      new Metric.Histogram(
          SESSION_MINUTES,
          "duration of finished sessions, last less first event, minutes",
          List.of("platform"),
          50,
          List.of(1., 5., 10., 15., 30., 60., 120., 240., 480.),
          Metric.Histogram.BUCKETS);

  /** Counters whose growth a second is sent live, with the name of that. */
  static final Map<String, String> RATES = Map.of(EVENTS, "events_per_second");

  private static final List<String> TOTAL = List.of();

  private ActivityMetrics() {}

  /** All of them, with the limits that the config sets. */
  public static List<Metric> all(UserActivityConfig config) {
    int limit = config.output().labelLimit();
    return List.of(
        Heartbeats.metric(),
        new Metric.Gauge(
            ACTIVE_USERS,
            "distinct users with an event in the last 5 minutes, each where last seen",
            List.of("country_code", "region", "platform"),
            config.placeLimit(),
            List.of(TOTAL, List.of("platform"), List.of("region"), List.of("country_code"))),
        colonies(COLONY_ACTIVITY, "events in the last 5 minutes", config),
        colonies(COLONY_TOKENS, "tokens spent in the last 5 minutes", config),
        colonies(COLONY_CPU, "CPU time spent in the last 5 minutes, seconds", config),
        agents(AGENT_ACTIVITY, "events of agents in the last 5 minutes", config),
        agents(AGENT_TOKENS, "tokens that agents spent in the last 5 minutes", config),
        agents(AGENT_CPU, "CPU time that agents spent in the last 5 minutes, seconds", config),
        counter(COLONY_CREATED, "colonies created", "region", limit),
        counter(AGENT_DEPLOYED, "agents deployed", "region", limit),
        counter(LLM_TOKENS, "tokens spent", "model", limit),
        new Metric.Counter(
            USER_TOKENS,
            "tokens spent by the users that spend most",
            List.of("user_id", "username"),
            config.userLimit(),
            List.of()),
        counter(EVENTS, "events of user activity", "type", limit),
        IgnoredCounts.metric(limit),
        WindowedEvents.metric(limit),
        new Metric.Counter(
            REJECTED,
            "records refused, each kept in the topic of dead letters",
            List.of("topic", "reason"),
            limit,
            List.of(List.of("topic"))),
        new Metric.Counter(
            LATE,
            "events too late for their window; counted everywhere else",
            List.of("topic", "reason"),
            limit,
            // By topic and without a total: other jobs write the same name for other topics.
            List.of(List.of("topic"))),
        SESSIONS,
        new Metric.Histogram(
            DELAY,
            "from an event's timestamp until its count is exported, seconds",
            List.of(),
            1,
            List.of(.05, .1, .25, .5, 1., 2.5, 5., 10., 30., 60., 300.)));
  }

  /** The rankings that are sent live. */
  static List<TopList> topLists(UserActivityConfig config) {
    return List.of(
        new TopList(COLONY_ACTIVITY, "top_colonies", config.topRows()),
        new TopList(COLONY_TOKENS, "top_colonies_by_tokens", config.topRows()),
        new TopList(AGENT_TOKENS, "top_agents_by_tokens", config.topRows()),
        new TopList(USER_TOKENS, "top_users_by_tokens", config.topRows()));
  }

  private static Metric colonies(String name, String help, UserActivityConfig config) {
    return new Metric.Gauge(
        name,
        help,
        List.of("colony_id", "colony_name"),
        config.colonyLimit(),
        List.of(TOTAL, List.of("colony_id")));
  }

  private static Metric agents(String name, String help, UserActivityConfig config) {
    return new Metric.Gauge(
        name,
        help,
        List.of("colony_id", "agent_id", "agent_name"),
        config.agentLimit(),
        List.of(TOTAL, List.of("colony_id", "agent_id")));
  }

  private static Metric counter(String name, String help, String label, int limit) {
    return new Metric.Counter(name, help, List.of(label), limit, List.of(TOTAL, List.of(label)));
  }
}
