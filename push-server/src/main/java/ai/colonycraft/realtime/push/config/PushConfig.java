package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that can be set about one push server. Each component is the value of the {@link
 * Setting} of the same name in {@link #SETTINGS}, which holds its key, default, form and help.
 *
 * @param httpHost the address to listen on; any but loopback needs authentication and TLS
 * @param httpPort the TCP port to listen on; 0 lets the system choose
 * @param httpConnections WebSocket connections at a time; a further one gets 503
 * @param httpIdleTimeout silence after which a connection is taken for dead; longer than the ping
 * @param httpPingInterval time between two pings to a client
 * @param kafkaBootstrapServers brokers to start from, {@code host:port} separated by commas
 * @param liveUpdatesTopic the compacted topic of metric updates
 * @param activityFeedTopic the topic of lines for people
 * @param flameGraphsTopic the topic of flame graphs
 * @param seriesLimit series remembered at a time; updates of further ones are counted and dropped
 * @param activityRecent lines of the activity feed that a new subscriber gets at once
 * @param sessionQueue series that may wait for one slow reader before it is resynchronized whole
 * @param sessionSubscriptions subscriptions of one connection
 * @param sessionErrors refused messages after which a connection is closed
 * @param sessionMessageBytes length of one message from a client, in bytes
 * @param clientReportsTopic where what browsers report is written to
 * @param notificationsTopic where alerts are written to, as notifications
 * @param httpDrain time over which the connections are closed when the server is told to stop
 * @param flushInterval how long a record waits for others, to be written with them at one time
 * @param security who may connect, and how a connection is kept private
 * @param limits what one client may use
 * @param kept how much of the past is kept
 */
public record PushConfig(
    String httpHost,
    int httpPort,
    int httpConnections,
    Duration httpIdleTimeout,
    Duration httpPingInterval,
    String kafkaBootstrapServers,
    String liveUpdatesTopic,
    String activityFeedTopic,
    String flameGraphsTopic,
    int seriesLimit,
    int activityRecent,
    int sessionQueue,
    int sessionSubscriptions,
    int sessionErrors,
    int sessionMessageBytes,
    String clientReportsTopic,
    String notificationsTopic,
    Duration httpDrain,
    Duration flushInterval,
    SecurityConfig security,
    LimitConfig limits,
    KeptConfig kept) {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

  private static final Setting<String> HTTP_HOST =
      Setting.text(
          "http.host",
          "127.0.0.1",
          "address to listen on; any but loopback needs authentication and TLS");
  private static final Setting<Integer> HTTP_PORT =
      Setting.port("http.port", 8080, "port to listen on; 0 lets the system choose");
  private static final Setting<Integer> HTTP_CONNECTIONS =
      Setting.wholeNumber(
          "http.connections", 1, 1_000_000, 10_000, "WebSocket connections at a time");
  private static final Setting<Duration> HTTP_IDLE_TIMEOUT =
      Setting.duration(
          "http.idle-timeout",
          Duration.ofSeconds(1),
          "90 s",
          "silence after which a connection is closed; more than http.ping-interval");
  private static final Setting<Duration> HTTP_PING_INTERVAL =
      Setting.duration(
          "http.ping-interval", Duration.ofMillis(100), "30 s", "time between pings to a client");
  private static final Setting<String> KAFKA_BOOTSTRAP_SERVERS =
      Setting.text(
          "kafka.bootstrap.servers", "localhost:9092", "Kafka brokers, host:port with commas");
  private static final Setting<String> LIVE_UPDATES =
      Setting.text("topics.live-updates", "live-updates", "topic of metric updates");
  private static final Setting<String> ACTIVITY_FEED =
      Setting.text("topics.activity-feed", "activity-feed", "topic of the activity feed");
  private static final Setting<String> FLAME_GRAPHS =
      Setting.text("topics.flamegraphs", "flamegraphs", "topic of flame graphs");
  private static final Setting<Integer> SERIES_LIMIT =
      Setting.wholeNumber("series.limit", 1, 10_000_000, 20_000, "series remembered at a time");
  private static final Setting<Integer> ACTIVITY_RECENT =
      Setting.wholeNumber(
          "activity.recent", 0, 200, 20, "lines of the activity feed a new subscriber gets");
  private static final Setting<Integer> SESSION_QUEUE =
      Setting.wholeNumber(
          "session.queue",
          1,
          1_000_000,
          1_000,
          "series that may wait for a slow reader before it is resynchronized whole");
  private static final Setting<Integer> SESSION_SUBSCRIPTIONS =
      Setting.wholeNumber(
          "session.subscriptions", 1, 100_000, 100, "subscriptions of one connection");
  private static final Setting<Integer> SESSION_ERRORS =
      Setting.wholeNumber(
          "session.errors", 1, 1_000_000, 10, "refused messages that close a connection");
  private static final Setting<Integer> SESSION_MESSAGE_BYTES =
      Setting.wholeNumber(
          "session.message-bytes", 64, 1_048_576, 4_096, "length of a client's message in bytes");
  private static final Setting<String> CLIENT_REPORTS =
      Setting.text("topics.client-reports", "client-reports", "topic for what browsers report");
  private static final Setting<String> NOTIFICATIONS =
      Setting.text("topics.notifications", "notifications", "topic of notifications");
  private static final Setting<Duration> HTTP_DRAIN =
      Setting.duration(
          "http.drain",
          Duration.ZERO,
          "10 s",
          "time over which connections are closed when the server is told to stop");

  private static final Setting<Duration> FLUSH_INTERVAL =
      Setting.duration(
          "flush.interval",
          Duration.ZERO,
          "50 ms",
          "how long an update waits for others, to be written with them at one time");

  /** Every setting, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      all(
          HTTP_HOST,
          HTTP_PORT,
          HTTP_CONNECTIONS,
          HTTP_IDLE_TIMEOUT,
          HTTP_PING_INTERVAL,
          KAFKA_BOOTSTRAP_SERVERS,
          LIVE_UPDATES,
          ACTIVITY_FEED,
          FLAME_GRAPHS,
          SERIES_LIMIT,
          ACTIVITY_RECENT,
          SESSION_QUEUE,
          SESSION_SUBSCRIPTIONS,
          SESSION_ERRORS,
          SESSION_MESSAGE_BYTES,
          CLIENT_REPORTS,
          NOTIFICATIONS,
          HTTP_DRAIN,
          FLUSH_INTERVAL);

  /**
   * Checks what no single setting can: that the address is safe to listen on, and that pings come
   * before the idle timeout.
   *
   * @throws InvalidConfigException with every one that is broken
   */
  public PushConfig {
    List<String> problems =
        new ArrayList<>(security.problems(httpHost, LOOPBACK.matcher(httpHost).matches()));
    if (httpPingInterval.compareTo(httpIdleTimeout) >= 0) {
      problems.add(
          "%s: expected less than %s (%d ms), found %d ms"
              .formatted(
                  HTTP_PING_INTERVAL.name(),
                  HTTP_IDLE_TIMEOUT.name(),
                  httpIdleTimeout.toMillis(),
                  httpPingInterval.toMillis()));
    }
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
    Settings settings = Settings.read(SETTINGS, args);
    return new PushConfig(
        settings.get(HTTP_HOST),
        settings.get(HTTP_PORT),
        settings.get(HTTP_CONNECTIONS),
        settings.get(HTTP_IDLE_TIMEOUT),
        settings.get(HTTP_PING_INTERVAL),
        settings.get(KAFKA_BOOTSTRAP_SERVERS),
        settings.get(LIVE_UPDATES),
        settings.get(ACTIVITY_FEED),
        settings.get(FLAME_GRAPHS),
        settings.get(SERIES_LIMIT),
        settings.get(ACTIVITY_RECENT),
        settings.get(SESSION_QUEUE),
        settings.get(SESSION_SUBSCRIPTIONS),
        settings.get(SESSION_ERRORS),
        settings.get(SESSION_MESSAGE_BYTES),
        settings.get(CLIENT_REPORTS),
        settings.get(NOTIFICATIONS),
        settings.get(HTTP_DRAIN),
        settings.get(FLUSH_INTERVAL),
        SecurityConfig.read(settings),
        LimitConfig.read(settings),
        KeptConfig.of(settings));
  }

  private static List<Setting<?>> all(Setting<?>... own) {
    return Stream.of(
            List.of(own), SecurityConfig.SETTINGS, LimitConfig.SETTINGS, KeptConfig.SETTINGS)
        .flatMap(List::stream)
        .toList();
  }
}
