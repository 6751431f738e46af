package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Kafka's broker and controller in one process, which keeps its data when it is killed. */
final class Broker implements AutoCloseable {

  private static final JavaProgram FORMAT =
      JavaProgram.kafka(List.of("-Xmx128m"), "kafka.tools.StorageTool");
  private static final JavaProgram SERVER =
      JavaProgram.kafka(List.of("-Xmx384m", JavaProgram.LOGGING), "kafka.Kafka");

  private final Path dir;
  private final Path log;
  private final Path properties;
  private final int port;
  private OsProcess process;

  /** Formats its storage; does not start it. */
  Broker(Path dir, Path logs) throws Exception {
    this.dir = Files.createDirectories(dir);
    this.log = logs.resolve("kafka.log");
    this.port = Ports.orFree(0);
    this.properties = Files.writeString(dir.resolve("server.properties"), properties());
    List<String> format =
        List.of("format", "-t", "colonycraft-drills-00", "-c", properties.toString());
    OsProcess.start(
            "kafka-storage", logs.resolve("kafka-format.log"), Map.of(), FORMAT.with(format))
        .output();
  }

  private String properties() throws IOException {
    int quorum = Ports.orFree(0);
    return """
    process.roles=broker,controller
    node.id=1
    log.dirs=%s
    listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
    advertised.listeners=PLAINTEXT://127.0.0.1:%d
    controller.listener.names=CONTROLLER
    controller.quorum.voters=1@127.0.0.1:%d
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    auto.create.topics.enable=false
    offsets.topic.num.partitions=1
    offsets.topic.replication.factor=1
    transaction.state.log.num.partitions=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    num.network.threads=2
    num.io.threads=2
    log.cleaner.dedupe.buffer.size=8388608
    """
        .formatted(dir.resolve("data"), port, quorum, port, quorum);
  }

  /** Starts it and returns when it answers. */
  void start() throws Exception {
    process = OsProcess.start("kafka", log, Map.of(), SERVER.with(List.of(properties.toString())));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
      Awaitility.await("Kafka's broker")
          .atMost(Patience.START)
          .ignoreExceptions()
          .until(() -> !admin.describeCluster().nodes().get().isEmpty());
    }
  }

  /** Makes the contract's topics. */
  void createTopics(int partitions) {
    Topics.create(address(), partitions);
  }

  /** Puts a rule into the topic of the correlation job, and returns when it is there. */
  void publishRule(String id, String text) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("cep-rules", id, text));
    }
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  /** Where clients connect. */
  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
