package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of a push server, in groups. {@link #SETTINGS} has every key with its default, form
 * and help.
 *
 * @param http where it listens
 * @param kafka how its Kafka clients connect
 * @param topics the names of the topics
 * @param seriesLimit series remembered at a time; updates of further ones are counted and dropped
 * @param activityRecent lines of the activity feed that a new subscriber gets at once
 * @param sessions what one connection may use
 * @param flushInterval how long a record waits for others, to be written with them at one time
 * @param security who may connect, and how a connection is kept private
 * @param limits what one client may use
 * @param kept how much of the past is kept
 * @param waiting what may wait for clients in memory
 * @param alerts how an alert ends whose end nobody sent
 * @param objectives by which pages judge numbers
 * @param history where the finished windows lie
 * @param onCall whom incidents are escalated to
 * @param telemetry how traces of services are taken
 * @param webPush how browsers are reached
 * @param mail how mails are sent
 */
public record PushConfig(
    HttpConfig http,
    KafkaConfig kafka,
    TopicsConfig topics,
    int seriesLimit,
    int activityRecent,
    SessionConfig sessions,
    Duration flushInterval,
    SecurityConfig security,
    LimitConfig limits,
    KeptConfig kept,
    WaitingConfig waiting,
    AlertConfig alerts,
    Objectives objectives,
    HistoryConfig history,
    OnCallConfig onCall,
    TelemetryConfig telemetry,
    WebPushConfig webPush,
    MailConfig mail) {

  private static final Setting<Integer> SERIES_LIMIT =
      Setting.wholeNumber("series.limit", 1, 10_000_000, 20_000, "series remembered at a time");
  private static final Setting<Integer> ACTIVITY_RECENT =
      Setting.wholeNumber(
          "activity.recent", 0, 200, 20, "lines of the activity feed a new subscriber gets");

  private static final Setting<Duration> FLUSH_INTERVAL =
      Setting.duration(
          "flush.interval",
          Duration.ZERO,
          "50 ms",
          "how long an update waits for others, to be written with them at one time");

  /** Every setting, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              HttpConfig.SETTINGS,
              KafkaConfig.settings(
                  List.of(
                      ConsumerConfig.configNames(),
                      ProducerConfig.configNames(),
                      AdminClientConfig.configNames())),
              TopicsConfig.SETTINGS,
              List.of(SERIES_LIMIT, ACTIVITY_RECENT),
              SessionConfig.SETTINGS,
              List.of(FLUSH_INTERVAL),
              SecurityConfig.SETTINGS,
              LimitConfig.SETTINGS,
              KeptConfig.SETTINGS,
              WaitingConfig.SETTINGS,
              AlertConfig.SETTINGS,
              List.of(Objectives.SETTING),
              HistoryConfig.SETTINGS,
              OnCallConfig.SETTINGS,
              TelemetryConfig.SETTINGS,
              WebPushConfig.SETTINGS,
              MailConfig.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Checks what no single setting can: that the address is safe to listen on, and that pings come
   * before the idle timeout.
   *
   * @throws InvalidConfigException with every one that is broken
   */
  public PushConfig {
    List<String> problems = new ArrayList<>(security.problems(http.host(), http.isLoopback()));
    http.problem().ifPresent(problems::add);
    problems.addAll(alerts.problems());
    problems.addAll(webPush.problems(http.isLoopback()));
    problems.addAll(mail.problems());
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  /**
   * Reads defaults, the file of {@code --config} and flags.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static PushConfig read(String... args) {
    return of(Settings.read(SETTINGS, args));
  }

  /**
   * Takes the values from the settings of a program, which hold {@link #SETTINGS}.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static PushConfig of(Settings settings) {
    KafkaConfig kafka = KafkaConfig.of(settings);
    kafka.check(
        AdminClientConfig.configNames(), client -> new AdminClientConfig(client).originals());
    return new PushConfig(
        HttpConfig.read(settings),
        kafka,
        TopicsConfig.read(settings),
        settings.get(SERIES_LIMIT),
        settings.get(ACTIVITY_RECENT),
        SessionConfig.read(settings),
        settings.get(FLUSH_INTERVAL),
        SecurityConfig.read(settings),
        LimitConfig.read(settings),
        KeptConfig.read(settings),
        WaitingConfig.read(settings),
        AlertConfig.read(settings),
        settings.get(Objectives.SETTING),
        HistoryConfig.read(settings),
        OnCallConfig.read(settings),
        TelemetryConfig.read(settings),
        WebPushConfig.read(settings),
        MailConfig.read(settings));
  }
}
