package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.EventCorrelationJob;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A real broker with the contract's topics, a mini cluster, and the correlation job on them. */
final class CorrelationRun implements AutoCloseable {

  /** How long a test waits for what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int PARALLELISM = 2;
  private static final int PARTITIONS = PARALLELISM;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir = Files.createTempDirectory("correlation");
  private final EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
  private final Configuration config;
  private final MiniCluster cluster;
  private final KafkaProducer<String, String> producer;
  private JobClient job;
  private long time = 1_750_000_000_000L;
  private int users;

  /** Starts everything but the job. */
  CorrelationRun() throws Exception {
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
    Path conf = Files.createDirectories(dir.resolve("conf"));
    try (InputStream shipped =
        CorrelationRun.class.getResourceAsStream("/flink-conf/config.yaml")) {
      Files.copy(shipped, conf.resolve("config.yaml"));
    }
    config = GlobalConfiguration.loadConfiguration(conf.toString());
    config.setString("metrics.reporters", "");
    config.setString("execution.checkpointing.interval", "300 ms");
    config.setString("execution.checkpointing.min-pause", "100 ms");
    config.setString("execution.checkpointing.dir", dir.resolve("checkpoints").toUri().toString());
    config.setString("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    config.set(RestOptions.BIND_PORT, "0");
    config.set(TaskManagerOptions.NUM_TASK_SLOTS, PARALLELISM);
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .build());
    cluster.start();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Where the broker is. */
  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Submits the job, with these settings on top of those that a test needs. */
  void submit(String... settings) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers", kafka.bootstrapServers(), "--source.live", "false"));
    args.addAll(List.of(settings));
    submit(args);
  }

  /** Submits the job at default settings. */
  void submitLive() throws Exception {
    submit(List.of("--kafka.bootstrap.servers", kafka.bootstrapServers()));
  }

  private void submit(List<String> args) throws Exception {
    StreamExecutionEnvironment env =
        new TestStreamEnvironment(cluster, config, PARALLELISM, Set.of(), Set.of());
    EventCorrelationJob.define(env, CorrelationConfig.read(args.toArray(String[]::new)));
    job = env.executeAsync("EventCorrelationJob");
  }

  /** Waits for a job of bounded input to end. */
  void untilFinished() throws Exception {
    job.getJobExecutionResult().get();
  }

  /** Sends records of one topic and returns when Kafka has them. */
  void send(String topic, String key, String... values) {
    for (String value : values) {
      producer.send(new ProducerRecord<>(topic, key, value));
    }
    producer.flush();
  }

  /** Sends recorded events, each to the partition of its key's value. */
  void sendAll(String topic, String keyField, List<String> lines) throws Exception {
    for (String line : lines) {
      String key = JSON.readTree(line).get(keyField).asText();
      producer.send(new ProducerRecord<>(topic, key, line));
    }
    producer.flush();
  }

  /** Sends one event of a user, a second of event time after the one before. */
  void event(String type, String user) {
    event(type, user, "");
  }

  /** The same with a message. */
  void event(String type, String user, String message) {
    time += 1000;
    send(
        "user-activity",
        user,
        "{\"type\":\"%s\",\"timestamp\":%d,\"userId\":\"%s\",\"eventId\":\"e-%d\",\"message\":\"%s\"}"
            .formatted(type, time, user, time, message));
    clock();
  }

  /** Sends an event of a service, a second of event time after the one before, with more fields. */
  void serviceEvent(String type, String service, String fields) {
    time += 1000;
    send(
        "service-events",
        service,
        "{\"type\":\"%s\",\"timestamp\":%d,\"service\":\"%s\",\"eventId\":\"s-%d\",%s}"
            .formatted(type, time, service, time, fields));
    clock();
  }

  /** Carries event time on in every partition, since a rule waits for the slowest of all topics. */
  private void clock() {
    Map<String, String> keys =
        Map.of(
            "user-activity", "userId", "service-events", "service", "client-reports", "sessionId");
    for (Map.Entry<String, String> topic : keys.entrySet()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(
            new ProducerRecord<>(
                topic.getKey(),
                partition,
                "clock",
                "{\"type\":\"clock\",\"timestamp\":%d,\"%s\":\"clock\"}"
                    .formatted(time, topic.getValue())));
      }
    }
    producer.flush();
  }

  /** Lets somebody new do something and then view a page; says who. */
  String act(String first) {
    String user = "user-" + users++;
    event(first, user);
    event("page_view", user);
    return user;
  }

  /** Lets one user after another {@link #act} until a notification comes. */
  void untilTold(Duration atMost, String first, String title) {
    Awaitility.await("notification " + title)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              act(first);
              return titles().contains(title);
            });
  }

  /** The titles of all notifications. */
  Set<String> titles() throws Exception {
    return notifications().values().stream()
        .map(node -> node.get("title").asText())
        .collect(Collectors.toSet());
  }

  /** Whether a rule notified of a user. */
  boolean published(String rule, String user) throws Exception {
    return notifications().keySet().stream().anyMatch(id -> id.startsWith(rule + "/" + user + "/"));
  }

  /** The notifications by id: a repeat of one overwrites it. */
  Map<String, JsonNode> notifications() throws Exception {
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read("notifications")) {
      byId.put(new String(record.key(), StandardCharsets.UTF_8), JSON.readTree(record.value()));
    }
    return byId;
  }

  /** How many records there are in a topic. */
  int size(String topic) {
    return read(topic).size();
  }

  /** The newest value of a live series without labels; zero if it was never published. */
  double live(String metric) throws Exception {
    double value = 0;
    for (ConsumerRecord<byte[], byte[]> record : read("live-updates")) {
      JsonNode update = record.value() == null ? null : JSON.readTree(record.value());
      if (update != null
          && update.get("metric").asText().equals(metric)
          && update.path("labels").isEmpty()) {
        value = update.get("value").asDouble();
      }
    }
    return value;
  }

  /** The newest record of a key in the topic of states of rules; null if there is none. */
  JsonNode ruleState(String key) throws Exception {
    JsonNode newest = null;
    for (ConsumerRecord<byte[], byte[]> record : read("rule-states")) {
      if (key.equals(new String(record.key(), StandardCharsets.UTF_8))) {
        newest = record.value() == null ? null : JSON.readTree(record.value());
      }
    }
    return newest;
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return WholeTopic.read(Map.of("bootstrap.servers", kafka.bootstrapServers()), topic, PATIENCE);
  }

  /** Takes the only task manager away, with all that it held, and starts another. */
  void loseTaskManager() throws Exception {
    cluster.terminateTaskManager(0).get();
    cluster.startTaskManager();
  }

  /** Waits for a checkpoint that began after this. */
  void untilCheckpointed() throws Exception {
    long before = completedCheckpoints();
    Awaitility.await().atMost(PATIENCE).until(() -> completedCheckpoints() > before + 1);
  }

  /** How often the job was restarted. */
  int restarts() throws Exception {
    return cluster.getExecutionGraph(job.getJobID()).get().getAllVertices().values().stream()
        .flatMap(vertex -> Arrays.stream(vertex.getTaskVertices()))
        .mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber())
        .max()
        .orElseThrow();
  }

  private long completedCheckpoints() throws Exception {
    return cluster
        .getExecutionGraph(job.getJobID())
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  @Override
  public void close() {
    try {
      if (job != null && !job.getJobStatus().get().isGloballyTerminalState()) {
        job.cancel().get();
      }
      producer.close(Duration.ZERO);
      cluster.close();
      kafka.close();
      try (Stream<Path> files = Files.walk(dir)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (Exception e) {
      throw new IllegalStateException("the run could not be closed", e);
    }
  }
}
