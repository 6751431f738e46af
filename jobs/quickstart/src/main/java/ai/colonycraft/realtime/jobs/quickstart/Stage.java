package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.EventCorrelationJob;
import ai.colonycraft.realtime.jobs.HistoryJob;
import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.quickstart.StatusLine.Numbers;
import ai.colonycraft.realtime.jobs.quickstart.platform.EventFeed;
import ai.colonycraft.realtime.jobs.quickstart.platform.Replay;
import ai.colonycraft.realtime.jobs.quickstart.platform.Sender;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import ai.colonycraft.realtime.jobs.rules.RulePublisher;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The product at work in this JVM. Its methods may be called from any thread until it is closed.
 */
final class Stage {

  /** With HistoryJob. */
  private static final int JOBS = 4;

  private final KafkaConfig kafka;
  private final String kafkaProperties;
  private final FlinkCluster flink;
  private final int reporterPort;
  private final List<JobID> jobs;
  private final PushServer push;
  private final LiveNumbers live;
  private final Optional<Sender> sender;

  /**
   * Starts the broker, the topics, the cluster, the jobs, the push server and who sends events, in
   * that order; returns when the jobs run.
   *
   * @param closing gets each part as it is started, and closes it
   * @throws IllegalStateException if a part does not start; the message says which and why
   */
  Stage(QuickstartConfig config, RunDirectory runDirectory, Closing closing) {
    kafka =
        config
            .kafka()
            .orElseGet(
                () ->
                    new KafkaConfig(
                        closing
                            .add(EmbeddedKafka.start(runDirectory.kafka(), config.kafkaPort()))
                            .bootstrapServers()));
    kafkaProperties = config.kafkaProperties();
    Topics.create(kafka, config.parallelism());
    reporterPort = Ports.orFree(config.reporterPort());
    flink =
        closing.add(
            FlinkCluster.start(
                runDirectory.flink(),
                config.flinkPort(),
                reporterPort,
                config.parallelism(),
                JOBS));
    jobs = List.of(submitUserActivity(), submitServiceHealth(), submitEventCorrelation());
    int databasePort = config.history().isOwn() ? Ports.orFree(0) : 0;
    push = closing.add(PushServer.start(PushConfig.read(pushArgs(config, databasePort))));
    live = closing.add(LiveNumbers.start(kafka));
    if (config.history().on()) {
      closing.add(
          PastStage.start(
              config,
              runDirectory.dir().resolve("postgres"),
              databasePort,
              () -> live.total("active_users").isPresent(),
              this::submitHistory));
    }
    sender =
        feed(config).map(feed -> closing.add(Sender.start(kafka, feed, System::currentTimeMillis)));
  }

  /** The dashboard. */
  URI dashboard() {
    return push.uri();
  }

  /** Flink's web UI. */
  URI flink() {
    return flink.webUi();
  }

  /** What Prometheus scrapes of Flink. */
  URI reporter() {
    return URI.create("http://%s:%d/metrics".formatted(Ports.LOOPBACK, reporterPort));
  }

  /** Where Kafka's clients connect, {@code host:port}. */
  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What it does now. */
  Numbers numbers() {
    JobStatus status =
        jobs.stream()
            .map(flink::status)
            .filter(s -> s != JobStatus.RUNNING)
            .findFirst()
            .orElse(JobStatus.RUNNING);
    return new Numbers(
        live.total("events_per_second"),
        live.total("active_users"),
        push.connections(),
        live.delayMillis(),
        sender.map(Sender::progress).orElse("no platform, send your own"),
        status == JobStatus.RUNNING ? null : status.name().toLowerCase(Locale.ROOT));
  }

  private JobID submitUserActivity() {
    StreamExecutionEnvironment environment = flink.environment();
    UserActivityJob.define(environment, UserActivityConfig.read(kafkaAnd()));
    return flink.submit(environment, "UserActivityJob");
  }

  private JobID submitServiceHealth() {
    StreamExecutionEnvironment environment = flink.environment();
    ServiceHealthJob.define(environment, ServiceHealthConfig.read(kafkaAnd()));
    return flink.submit(environment, "ServiceHealthJob");
  }

  /** The job begins with the shipped rules, which can be changed in their topic from then on. */
  private JobID submitEventCorrelation() {
    RulePublisher.publish(
        kafka.client(ProducerConfig.configNames()),
        Topics.CEP_RULES.name(),
        ShippedRules.texts(),
        Duration.ofSeconds(20));
    StreamExecutionEnvironment environment = flink.environment();
    // The simulated platform is in order: people need not wait for what might still come.
    EventCorrelationJob.define(
        environment, CorrelationConfig.read(kafkaAnd("--event.out-of-order", "2 s")));
    return flink.submit(environment, "EventCorrelationJob");
  }

  private void submitHistory(DatabaseConfig database) {
    StreamExecutionEnvironment environment = flink.environment();
    HistoryJob.define(
        environment, HistoryConfig.read(kafkaAnd(databaseFlags(database).toArray(String[]::new))));
    flink.submit(environment, "HistoryJob");
  }

  private String[] pushArgs(QuickstartConfig config, int databasePort) {
    List<String> flags =
        new ArrayList<>(List.of("--http.port", Integer.toString(config.pushPort())));
    config.pushConfig().ifPresent(file -> flags.addAll(List.of("--config", file.toString())));
    if (config.history().on()) {
      flags.addAll(databaseFlags(config.history().database(databasePort)));
    }
    return kafkaAnd(flags.toArray(String[]::new));
  }

  private static List<String> databaseFlags(DatabaseConfig database) {
    List<String> flags =
        new ArrayList<>(
            List.of("--history.url", database.url(), "--history.user", database.user()));
    if (database.passwordFile() != null) {
      flags.addAll(List.of("--history.password-file", database.passwordFile()));
    }
    return flags;
  }

  /** The flags of a program's connection to Kafka, and more. */
  private String[] kafkaAnd(String... more) {
    return Stream.concat(
            Stream.of(
                "--kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "--kafka.properties",
                kafkaProperties),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static Optional<EventFeed> feed(QuickstartConfig config) {
    long now = System.currentTimeMillis();
    if (config.replay().isPresent()) {
      return Optional.of(new Replay(config.replay().get(), config.speed(), now));
    }
    return config.simulate()
        ? Optional.of(
            new Simulator(config.seed(), config.users(), config.rate(), now, config.incident()))
        : Optional.empty();
  }
}
