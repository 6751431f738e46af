package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What the user-activity job can be told. The defaults are the contract's; the state backend,
 * checkpoints and restarts are the cluster's ({@code flink-conf/config.yaml}).
 *
 * @param bootstrapServers Kafka's brokers, host:port with commas between
 * @param groupId under which the job commits the offsets it has reached
 * @param userActivity topic of the events
 * @param activityWindows topic of the finished windows
 * @param liveUpdates topic of the live values
 * @param activityFeed topic of the lines for people
 * @param deadLetters topic of the refused records
 * @param start where a job without a savepoint begins
 * @param bounded whether the job ends at the end of the input as it was at the start
 * @param live whether events far ahead of the clock are refused
 * @param outOfOrder how far behind the newest event of its partition an event may come and still be
 *     in time
 * @param lateness how long after its end a window can still be corrected
 * @param idle after this long without a record, a partition no longer holds back the others
 * @param window length of the finished windows, whole seconds
 * @param active how long after the last event a user or an event counts as now, whole seconds
 * @param sessionGap a pause of this length ends a session
 * @param flush how long counts may wait at a source before they go on
 * @param liveInterval the shortest time between two values of one live series
 * @param feedRate lines for people a second at most, all subtasks together
 * @param placeLimit series of {@code active_users} at most
 * @param colonyLimit series of {@code colony_activity} at most
 * @param userLimit series of {@code user_token_usage_total} at most
 * @param labelLimit series of each other metric at most
 * @param topRows rows of the live top lists
 */
public record UserActivityConfig(
    String bootstrapServers,
    String groupId,
    String userActivity,
    String activityWindows,
    String liveUpdates,
    String activityFeed,
    String deadLetters,
    Start start,
    boolean bounded,
    boolean live,
    Duration outOfOrder,
    Duration lateness,
    Duration idle,
    Duration window,
    Duration active,
    Duration sessionGap,
    Duration flush,
    Duration liveInterval,
    int feedRate,
    int placeLimit,
    int colonyLimit,
    int userLimit,
    int labelLimit,
    int topRows)
    implements Serializable {

  /** Where a job without a savepoint begins to read. */
  public enum Start {
    /** With the first record that Kafka still has. */
    EARLIEST,
    /** With the next record to come. */
    LATEST,
    /** Where the consumer group stood, or with the first record if it never ran. */
    COMMITTED
  }

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MS = Duration.ofMillis(1);

  private static final Setting<String> BOOTSTRAP =
      Setting.text(
          "kafka.bootstrap.servers", "localhost:9092", "Kafka's brokers, with commas between");
  private static final Setting<String> GROUP =
      Setting.text("kafka.group.id", "user-activity-job", "under which offsets are committed");
  private static final Setting<String> USER_ACTIVITY =
      Setting.text("topics.user-activity", "user-activity", "topic of the events");
  private static final Setting<String> WINDOWS =
      Setting.text("topics.activity-windows", "activity-windows", "topic of finished windows");
  private static final Setting<String> LIVE_UPDATES =
      Setting.text("topics.live-updates", "live-updates", "topic of live values");
  private static final Setting<String> FEED =
      Setting.text("topics.activity-feed", "activity-feed", "topic of lines for people");
  private static final Setting<String> DEAD =
      Setting.text("topics.dead-letters", "dead-letters", "topic of refused records");
  private static final Setting<Start> START =
      Setting.choice(
          "source.start", Start.class, Start.COMMITTED, "where a job without a savepoint begins");
  private static final Setting<Boolean> BOUNDED =
      Setting.flag("source.bounded", false, "end at what was the end of the input at the start");
  private static final Setting<Boolean> LIVE =
      Setting.flag("source.live", true, "refuse timestamps over an hour ahead of the clock");
  private static final Setting<Duration> OUT_OF_ORDER =
      Setting.duration(
          "event.out-of-order", Duration.ZERO, "10 s", "how late an event may come and be in time");
  private static final Setting<Duration> LATENESS =
      Setting.duration(
          "event.lateness", Duration.ZERO, "1 min", "how long a window can still be corrected");
  private static final Setting<Duration> IDLE =
      Setting.duration("event.idle", MS, "5 s", "a partition silent this long holds nobody back");
  private static final Setting<Duration> WINDOW =
      Setting.duration("window.length", SECOND, "5 min", "length of finished windows");
  private static final Setting<Duration> ACTIVE =
      Setting.duration(
          "active.length", SECOND, "5 min", "how long after an event a user is active");
  private static final Setting<Duration> GAP =
      Setting.duration("session.gap", SECOND, "30 min", "a pause this long ends a session");
  private static final Setting<Duration> FLUSH =
      Setting.duration("live.flush", MS, "50 ms", "how long counts may wait at a source");
  private static final Setting<Duration> LIVE_INTERVAL =
      Setting.duration("live.interval", MS, "100 ms", "least time between values of a live series");
  private static final Setting<Integer> FEED_RATE =
      Setting.wholeNumber(
          "feed.rate", 0, 100_000, 20, "lines for people a second at most; 0 for none");
  private static final Setting<Integer> PLACES =
      Setting.wholeNumber("limit.active-users", 1, 100_000, 2000, "series of active_users at most");
  private static final Setting<Integer> COLONIES =
      Setting.wholeNumber(
          "limit.colony-activity", 1, 100_000, 100, "series of colony_activity at most");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber(
          "limit.user-token-usage", 1, 100_000, 1000, "series of user_token_usage_total at most");
  private static final Setting<Integer> LABELS =
      Setting.wholeNumber("limit.labels", 1, 100_000, 200, "series of any other metric at most");
  private static final Setting<Integer> TOP_ROWS =
      Setting.wholeNumber("live.top-rows", 1, 100, 10, "rows of the live top lists");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          BOOTSTRAP,
          GROUP,
          USER_ACTIVITY,
          WINDOWS,
          LIVE_UPDATES,
          FEED,
          DEAD,
          START,
          BOUNDED,
          LIVE,
          OUT_OF_ORDER,
          LATENESS,
          IDLE,
          WINDOW,
          ACTIVE,
          GAP,
          FLUSH,
          LIVE_INTERVAL,
          FEED_RATE,
          PLACES,
          COLONIES,
          USERS,
          LABELS,
          TOP_ROWS);

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException with every problem found
   */
  public static UserActivityConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new UserActivityConfig(
        s.get(BOOTSTRAP),
        s.get(GROUP),
        s.get(USER_ACTIVITY),
        s.get(WINDOWS),
        s.get(LIVE_UPDATES),
        s.get(FEED),
        s.get(DEAD),
        s.get(START),
        s.get(BOUNDED),
        s.get(LIVE),
        s.get(OUT_OF_ORDER),
        s.get(LATENESS),
        s.get(IDLE),
        s.get(WINDOW),
        s.get(ACTIVE),
        s.get(GAP),
        s.get(FLUSH),
        s.get(LIVE_INTERVAL),
        s.get(FEED_RATE),
        s.get(PLACES),
        s.get(COLONIES),
        s.get(USERS),
        s.get(LABELS),
        s.get(TOP_ROWS));
  }
}
