package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the user-activity job. The defaults are the contract's; the state backend,
 * checkpoints and restarts are the cluster's ({@code flink-conf/config.yaml}).
 *
 * @param input how it reads events
 * @param output how it publishes results
 * @param userActivity topic of the events
 * @param activityWindows topic of the finished windows
 * @param activityFeed topic of the lines for people
 * @param lateness how long after its end a window can still be corrected
 * @param window length of the finished windows, whole seconds
 * @param active how long after the last event a user or an event counts as now, whole seconds
 * @param sessionGap a pause of this length ends a session
 * @param feedRate lines for people a second at most, all subtasks together
 * @param placeLimit series of {@code active_users} at most
 * @param colonyLimit series at most of each metric of colonies
 * @param agentLimit series at most of each metric of agents
 * @param userLimit series of {@code user_token_usage_total} at most
 * @param topRows rows of the live top lists
 * @param maxParallelism key groups of all keyed state: the most subtasks that an operator can have
 * @param checkpointing whether the job refuses to start without checkpoints
 * @param pushgateway that is sent what a bounded job did; null for none
 */
public record UserActivityConfig(
    InputConfig input,
    OutputConfig output,
    String userActivity,
    String activityWindows,
    String activityFeed,
    Duration lateness,
    Duration window,
    Duration active,
    Duration sessionGap,
    int feedRate,
    int placeLimit,
    int colonyLimit,
    int agentLimit,
    int userLimit,
    int topRows,
    int maxParallelism,
    boolean checkpointing,
    URI pushgateway)
    implements Serializable {

  private static final String GROUP = "user-activity-job";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Setting<String> USER_ACTIVITY =
      Setting.text("topics.user-activity", "user-activity", "topic of the events");
  private static final Setting<String> WINDOWS =
      Setting.text("topics.activity-windows", "activity-windows", "topic of finished windows");
  private static final Setting<String> FEED =
      Setting.text("topics.activity-feed", "activity-feed", "topic of lines for people");
  private static final Setting<Duration> LATENESS =
      Setting.duration(
          "event.lateness", Duration.ZERO, "1 min", "how long a window can still be corrected");
  private static final Setting<Duration> WINDOW =
      Setting.wholeSeconds("window.length", "5 min", "length of finished windows");
  private static final Setting<Duration> ACTIVE =
      Setting.wholeSeconds("active.length", "5 min", "how long after an event a user is active");
  private static final Setting<Duration> GAP =
      Setting.duration("session.gap", SECOND, "30 min", "a pause this long ends a session");
  private static final Setting<Integer> FEED_RATE =
      Setting.wholeNumber(
          "feed.rate", 0, 100_000, 20, "lines for people a second at most; 0 for none");
  private static final Setting<Integer> PLACES =
      Setting.wholeNumber("limit.active-users", 1, 100_000, 2000, "series of active_users at most");
  private static final Setting<Integer> COLONIES =
      Setting.wholeNumber(
          "limit.colony-activity",
          1,
          100_000,
          100,
          "series at most of each of colony_activity, colony_tokens and colony_cpu_seconds");
  private static final Setting<Integer> AGENTS =
      Setting.wholeNumber(
          "limit.agent-activity",
          1,
          100_000,
          100,
          "series at most of each of agent_activity, agent_tokens and agent_cpu_seconds");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber(
          "limit.user-token-usage", 1, 100_000, 1000, "series of user_token_usage_total at most");
  private static final Setting<Integer> TOP_ROWS =
      Setting.wholeNumber("live.top-rows", 1, 100, 10, "rows of the live top lists");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              InputConfig.settings(GROUP),
              List.<Setting<?>>of(
                  USER_ACTIVITY, WINDOWS, FEED, LATENESS, WINDOW, ACTIVE, GAP, FEED_RATE),
              List.<Setting<?>>of(PLACES, COLONIES, AGENTS, USERS, TOP_ROWS),
              OutputConfig.SETTINGS,
              List.<Setting<?>>of(Parallelism.MAX, Checkpoints.ON, Pushing.GATEWAY))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException with every problem found
   */
  public static UserActivityConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    InputConfig input = InputConfig.of(s, GROUP);
    return new UserActivityConfig(
        input,
        OutputConfig.of(s),
        s.get(USER_ACTIVITY),
        s.get(WINDOWS),
        s.get(FEED),
        s.get(LATENESS),
        s.get(WINDOW),
        s.get(ACTIVE),
        s.get(GAP),
        s.get(FEED_RATE),
        s.get(PLACES),
        s.get(COLONIES),
        s.get(AGENTS),
        s.get(USERS),
        s.get(TOP_ROWS),
        s.get(Parallelism.MAX),
        s.get(Checkpoints.ON),
        Pushing.gateway(s, input.bounded()));
  }
}
