package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig.Start;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What the correlation job can be told. The defaults are the contract's; the state backend,
 * checkpoints and restarts are the cluster's ({@code flink-conf/config.yaml}).
 *
 * @param bootstrapServers Kafka's brokers, host:port with commas between
 * @param groupId under which the job commits the offsets it has reached
 * @param userActivity topic of events
 * @param serviceEvents topic of events
 * @param clientReports topic of events
 * @param cepRules topic of the rules
 * @param notifications topic of what people are told
 * @param liveUpdates topic of the live values
 * @param deadLetters topic of the refused records
 * @param start where a job without a savepoint begins
 * @param bounded whether the job ends at the end of the input as it was at the start
 * @param live whether events far ahead of the clock are refused
 * @param outOfOrder how far behind the newest event of its partition an event may come and still be
 *     correlated; every match is told so much later
 * @param idle after this long without a record, a partition no longer holds back the others
 * @param flush how long counts may wait before they go on
 * @param liveInterval the shortest time between two values of one live series
 * @param partialLimit partial matches of one rule and key at most
 * @param labelLimit series of each metric at most
 */
public record CorrelationConfig(
    String bootstrapServers,
    String groupId,
    String userActivity,
    String serviceEvents,
    String clientReports,
    String cepRules,
    String notifications,
    String liveUpdates,
    String deadLetters,
    Start start,
    boolean bounded,
    boolean live,
    Duration outOfOrder,
    Duration idle,
    Duration flush,
    Duration liveInterval,
    int partialLimit,
    int labelLimit)
    implements Serializable {

  private static final Duration MS = Duration.ofMillis(1);

  private static final Setting<String> BOOTSTRAP =
      Setting.text(
          "kafka.bootstrap.servers", "localhost:9092", "Kafka's brokers, with commas between");
  private static final Setting<String> GROUP =
      Setting.text("kafka.group.id", "event-correlation-job", "under which offsets are committed");
  private static final Setting<String> USER_ACTIVITY =
      Setting.text("topics.user-activity", "user-activity", "topic of events");
  private static final Setting<String> SERVICE_EVENTS =
      Setting.text("topics.service-events", "service-events", "topic of events");
  private static final Setting<String> CLIENT_REPORTS =
      Setting.text("topics.client-reports", "client-reports", "topic of events");
  private static final Setting<String> RULES =
      Setting.text("topics.cep-rules", "cep-rules", "topic of rules");
  private static final Setting<String> NOTIFICATIONS =
      Setting.text("topics.notifications", "notifications", "topic of what people are told");
  private static final Setting<String> LIVE_UPDATES =
      Setting.text("topics.live-updates", "live-updates", "topic of live values");
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
          "event.out-of-order", Duration.ZERO, "2 s", "how late an event may come and be in time");
  private static final Setting<Duration> IDLE =
      Setting.duration("event.idle", MS, "5 s", "a partition silent this long holds nobody back");
  private static final Setting<Duration> FLUSH =
      Setting.duration("live.flush", MS, "50 ms", "how long counts may wait");
  private static final Setting<Duration> LIVE_INTERVAL =
      Setting.duration("live.interval", MS, "100 ms", "least time between values of a live series");
  private static final Setting<Integer> PARTIAL =
      Setting.wholeNumber(
          "limit.partial-matches", 1, 1_000_000, 1000, "partial matches of a rule and key at most");
  private static final Setting<Integer> LABELS =
      Setting.wholeNumber("limit.labels", 1, 100_000, 1000, "series of any metric at most");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          BOOTSTRAP,
          GROUP,
          USER_ACTIVITY,
          SERVICE_EVENTS,
          CLIENT_REPORTS,
          RULES,
          NOTIFICATIONS,
          LIVE_UPDATES,
          DEAD,
          START,
          BOUNDED,
          LIVE,
          OUT_OF_ORDER,
          IDLE,
          FLUSH,
          LIVE_INTERVAL,
          PARTIAL,
          LABELS);

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException with every problem found
   */
  public static CorrelationConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new CorrelationConfig(
        s.get(BOOTSTRAP),
        s.get(GROUP),
        s.get(USER_ACTIVITY),
        s.get(SERVICE_EVENTS),
        s.get(CLIENT_REPORTS),
        s.get(RULES),
        s.get(NOTIFICATIONS),
        s.get(LIVE_UPDATES),
        s.get(DEAD),
        s.get(START),
        s.get(BOUNDED),
        s.get(LIVE),
        s.get(OUT_OF_ORDER),
        s.get(IDLE),
        s.get(FLUSH),
        s.get(LIVE_INTERVAL),
        s.get(PARTIAL),
        s.get(LABELS));
  }
}
