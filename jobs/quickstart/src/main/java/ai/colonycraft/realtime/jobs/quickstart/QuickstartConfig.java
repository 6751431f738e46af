package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.harness.NamedPort;
import ai.colonycraft.realtime.jobs.topics.KafkaClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of the quickstart. A port of 0 is any that is free.
 *
 * @param pushPort of the dashboard
 * @param pushConfig a file with more settings of the push server
 * @param flinkPort of Flink's web UI
 * @param reporterPort of Flink's Prometheus reporter
 * @param kafkaPort of the broker
 * @param kafka how to connect to another cluster; empty for a broker of its own
 * @param kafkaProperties the file of its settings, or {@code none}
 * @param parallelism of each job, and partitions of the topics that are spread
 * @param simulate whether the simulated platform sends events
 * @param rate events a second that it sends
 * @param users that it has
 * @param seed of its chances
 * @param incident from the start until its first incident begins
 * @param replay a recording to play instead
 * @param speed how many times faster than recorded
 * @param history whether finished windows are kept, and where
 */
public record QuickstartConfig(
    int pushPort,
    Optional<Path> pushConfig,
    int flinkPort,
    int reporterPort,
    int kafkaPort,
    Optional<KafkaConfig> kafka,
    String kafkaProperties,
    int parallelism,
    boolean simulate,
    double rate,
    int users,
    int seed,
    Duration incident,
    Optional<Path> replay,
    double speed,
    HistoryChoice history) {

  private static final String NO_FILE = "none";
  private static final String OWN = "own";

  private static final Setting<Integer> PUSH_PORT =
      Setting.port("push.port", 8080, "the dashboard");
  private static final Setting<String> PUSH_CONFIG =
      new Setting<>(
          "push.config",
          "a file that can be read, or " + NO_FILE,
          NO_FILE,
          "YAML with more settings of the push server: Web Push, mail, who is on call",
          QuickstartConfig::readable);
  private static final Setting<Integer> FLINK_PORT =
      Setting.port("flink.port", 8081, "Flink's web UI");
  private static final Setting<Integer> REPORTER_PORT =
      Setting.port("reporter.port", 9249, "Flink's Prometheus reporter");
  private static final Setting<Integer> KAFKA_PORT = Setting.port("kafka.port", 9092, "Kafka");
  private static final Setting<String> KAFKA_SERVERS =
      Setting.text(
          "kafka.bootstrap.servers",
          OWN,
          "Kafka's brokers; " + OWN + " starts one in this process");
  private static final Setting<String> KAFKA_PROPERTIES =
      new Setting<>(
          "kafka.properties",
          "the path of a properties file, or " + NO_FILE,
          NO_FILE,
          "settings of all Kafka clients, by Kafka's names; with kafka.bootstrap.servers",
          text -> {
            connection("", text);
            return text;
          });
  private static final Setting<Integer> PARALLELISM =
      Setting.wholeNumber("parallelism", 1, 64, 2, "subtasks of each job, partitions of its input");
  private static final Setting<Boolean> SIMULATE =
      Setting.flag("simulate", true, "send a simulated platform's events; off for your own alone");
  private static final Setting<Double> RATE =
      Setting.positive("rate", 200, "events a second that are simulated, at the day's mean");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1, 10_000_000, 5_000, "users that are simulated");
  private static final Setting<Integer> SEED =
      Setting.wholeNumber(
          "seed", 0, Integer.MAX_VALUE, 1, "the same seed simulates the same users");
  private static final Setting<Duration> INCIDENT =
      Setting.duration(
          "incident", Duration.ZERO, "2 min", "until the first deployment that goes wrong begins");
  private static final Setting<String> REPLAY =
      new Setting<>(
          "replay",
          "a file that can be read, or " + NO_FILE,
          NO_FILE,
          "play recorded events, one JSON object a line, plain or .gz, instead of simulated ones",
          QuickstartConfig::readable);
  private static final Setting<Double> SPEED =
      Setting.positive("speed", 1, "how many times faster than recorded a replay runs");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              List.<Setting<?>>of(
                  PUSH_PORT,
                  PUSH_CONFIG,
                  FLINK_PORT,
                  REPORTER_PORT,
                  KAFKA_PORT,
                  KAFKA_SERVERS,
                  KAFKA_PROPERTIES,
                  PARALLELISM,
                  SIMULATE,
                  RATE,
                  USERS,
                  SEED,
                  INCIDENT,
                  REPLAY,
                  SPEED),
              HistoryChoice.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads a command line.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static QuickstartConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    String servers = s.get(KAFKA_SERVERS);
    String properties = s.get(KAFKA_PROPERTIES);
    if (servers.equals(OWN) && !properties.equals(NO_FILE)) {
      throw new InvalidConfigException(
          List.of(
              "kafka.properties: expected kafka.bootstrap.servers too, since the broker of the"
                  + " quickstart has neither TLS nor users"));
    }
    return new QuickstartConfig(
        s.get(PUSH_PORT),
        file(s.get(PUSH_CONFIG)),
        s.get(FLINK_PORT),
        s.get(REPORTER_PORT),
        s.get(KAFKA_PORT),
        servers.equals(OWN) ? Optional.empty() : Optional.of(connection(servers, properties)),
        properties,
        s.get(PARALLELISM),
        s.get(SIMULATE),
        s.get(RATE),
        s.get(USERS),
        s.get(SEED),
        s.get(INCIDENT),
        file(s.get(REPLAY)),
        s.get(SPEED),
        HistoryChoice.read(s));
  }

  /** The four ports, in the order of the settings. */
  List<NamedPort> ports() {
    return List.of(
        new NamedPort(PUSH_PORT.name(), pushPort),
        new NamedPort(FLINK_PORT.name(), flinkPort),
        new NamedPort(REPORTER_PORT.name(), reporterPort),
        new NamedPort(KAFKA_PORT.name(), kafkaPort));
  }

  private static KafkaConfig connection(String servers, String file) {
    return file.equals(NO_FILE)
        ? new KafkaConfig(servers)
        : KafkaConfig.read(servers, file, KafkaClients.NAMES);
  }

  private static Optional<Path> file(String name) {
    return name.equals(NO_FILE) ? Optional.empty() : Optional.of(Path.of(name));
  }

  private static String readable(String text) {
    if (!text.equals(NO_FILE)
        && !(Files.isRegularFile(Path.of(text)) && Files.isReadable(Path.of(text)))) {
      throw new IllegalArgumentException();
    }
    return text;
  }
}
