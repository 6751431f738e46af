package ai.colonycraft.realtime.jobs.pipeline;

import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.topics.Leaders;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real broker, a mini cluster on the shipped config with the real reporter, and one job between
 * them. Events go in with {@link #send}; results are read back from Kafka and from the reporter.
 */
final class Pipeline implements AutoCloseable {

  static final int PARTITIONS = 3;
  private static final List<String> TOPICS =
      List.of(
          "user-activity",
          "service-events",
          "client-reports",
          "activity-windows",
          "service-windows",
          "flamegraphs",
          "live-updates",
          "activity-feed",
          "dead-letters",
          "heartbeats");

  private final Path dir;
  private final EmbeddedKafka kafka;
  private final MiniCluster cluster;
  private final Configuration config;
  private final KafkaProducer<byte[], byte[]> producer;
  private final int reporterPort;
  private final int parallelism;
  private JobClient job;

  private Pipeline(
      Path dir,
      EmbeddedKafka kafka,
      MiniCluster cluster,
      Configuration config,
      int reporterPort,
      int parallelism) {
    this.dir = dir;
    this.kafka = kafka;
    this.cluster = cluster;
    this.config = config;
    this.reporterPort = reporterPort;
    this.parallelism = parallelism;
    this.producer =
        new KafkaProducer<>(
            client(Map.of("linger.ms", "5", "max.request.size", "2097152")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Starts everything but the job. */
  static Pipeline start(int parallelism) throws Exception {
    return start(parallelism, Map.of());
  }

  /** As {@link #start(int)}, with settings of Flink in place of shipped ones. */
  static Pipeline start(int parallelism, Map<String, String> flinkSettings) throws Exception {
    Path dir = Files.createTempDirectory("pipeline");
    EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
    Map<String, String> settings =
        Map.of("max.message.bytes", "4194304", "message.timestamp.type", "LogAppendTime");
    List<NewTopic> topics =
        TOPICS.stream()
            .map(name -> new NewTopic(name, PARTITIONS, (short) 1).configs(settings))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(topics).all().get();
      Leaders.await(admin, topics, Replay.PATIENCE);
    }
    int reporterPort = Ports.orFree(0);
    Configuration config = shippedConfig(dir);
    config.setString("metrics.reporter.prom.port", Integer.toString(reporterPort));
    config.setString("execution.checkpointing.interval", "300 ms");
    config.setString("execution.checkpointing.min-pause", "100 ms");
    config.setString("execution.checkpointing.dir", dir.resolve("checkpoints").toUri().toString());
    config.setString("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    config.set(RestOptions.BIND_PORT, "0");
    config.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    flinkSettings.forEach(config::setString);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
    cluster.start();
    return new Pipeline(dir, kafka, cluster, config, reporterPort, parallelism);
  }

  private static Configuration shippedConfig(Path dir) throws IOException {
    Path conf = Files.createDirectories(dir.resolve("conf"));
    try (InputStream shipped = Pipeline.class.getResourceAsStream("/flink-conf/config.yaml")) {
      Files.copy(shipped, conf.resolve("config.yaml"));
    }
    return GlobalConfiguration.loadConfiguration(conf.toString());
  }

  /** Submits the job, with these settings on top of those that this pipeline needs. */
  Pipeline run(String... settings) throws Exception {
    StreamExecutionEnvironment env = environment();
    UserActivityJob.define(env, UserActivityConfig.read(with(settings)));
    job = env.executeAsync("UserActivityJob");
    return this;
  }

  /** As {@link #run}, for the job of services and pages. */
  Pipeline runServiceHealth(String... settings) throws Exception {
    StreamExecutionEnvironment env = environment();
    ServiceHealthJob.define(env, ServiceHealthConfig.read(with(settings)));
    job = env.executeAsync("ServiceHealthJob");
    return this;
  }

  /** Waits until a job of bounded input has ended. */
  void untilFinished() throws Exception {
    job.getJobExecutionResult().get();
  }

  /** Deletes the records of a partition before an offset, as retention does. */
  void deleteBefore(String topic, int partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  /** The next job starts from a savepoint. */
  Pipeline from(Path savepoint) {
    config.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    return this;
  }

  /** Stops the job with a savepoint, and says where it lies. */
  Path stopWithSavepoint() throws Exception {
    String folder = dir.resolve("savepoints").toUri().toString();
    String made = job.stopWithSavepoint(false, folder, SavepointFormatType.CANONICAL).get();
    return Path.of(URI.create(made));
  }

  private StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env =
        new TestStreamEnvironment(cluster, config, parallelism, Set.of(), Set.of());
    env.configure(config);
    return env;
  }

  private String[] with(String... settings) {
    List<String> args =
        new ArrayList<>(List.of("--kafka.bootstrap.servers", kafka.bootstrapServers()));
    args.addAll(List.of(settings));
    return args.toArray(String[]::new);
  }

  /** Sends lines to the partitions of their users, and returns when Kafka has them. */
  void send(List<String> lines) {
    lines.forEach(this::sendLater);
    flush();
  }

  /** Sends a line to the partition of its user, some time before the next flush. */
  void sendLater(String line) {
    int at = line.indexOf("\"userId\":");
    String user = line.substring(at + 9, Math.min(line.length(), at + 24));
    send(Math.floorMod(user.hashCode(), PARTITIONS), line.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns when Kafka has all that was sent. */
  void flush() {
    producer.flush();
  }

  /** Sends one value to one partition; completes when Kafka has it. */
  Future<RecordMetadata> send(int partition, byte[] value) {
    return send("user-activity", partition, value);
  }

  /** Sends one value to one partition of a topic; completes when Kafka has it. */
  Future<RecordMetadata> send(String topic, int partition, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  /** Sends one event to each partition that carries event time to {@code timestamp}. */
  void advanceTo(long timestamp) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String event =
          "{\"type\":\"clock\",\"timestamp\":%d,\"userId\":\"clock-%d\",\"platform\":\"clock\"}"
              .formatted(timestamp, partition);
      send(partition, event.getBytes(StandardCharsets.UTF_8));
    }
    producer.flush();
  }

  /** All that a topic holds now. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return WholeTopic.read(
        Map.of("bootstrap.servers", kafka.bootstrapServers()), topic, Replay.PATIENCE);
  }

  Scrape scrape() {
    return Scrape.of(reporterPort);
  }

  int reporterPort() {
    return reporterPort;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  Path dir() {
    return dir;
  }

  /** Takes the only task manager away, with all that it held, and starts another. */
  void loseTaskManager() throws Exception {
    cluster.terminateTaskManager(0).get();
    cluster.startTaskManager();
  }

  JobStatus status() throws Exception {
    return job.getJobStatus().get();
  }

  long completedCheckpoints() throws Exception {
    return cluster
        .getExecutionGraph(job.getJobID())
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  private Properties client(Map<String, String> more) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
    properties.putAll(more);
    return properties;
  }

  @Override
  public void close() {
    try {
      if (job != null && !status().isGloballyTerminalState()) {
        job.cancel().get();
      }
      producer.close(Duration.ZERO);
      cluster.close();
      kafka.close();
      try (Stream<Path> files = Files.walk(dir)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (Exception e) {
      throw new IllegalStateException("the pipeline could not be closed", e);
    }
  }
}
