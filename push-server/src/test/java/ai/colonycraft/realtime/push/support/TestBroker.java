package ai.colonycraft.realtime.push.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;

/** A real Kafka broker of one node in this JVM, that can be stopped and started again. */
public final class TestBroker implements AutoCloseable {

  private final Path folder;
  private final int port = FreePort.any();
  private final int controllerPort = FreePort.any();
  private KafkaRaftServer server;
  private KafkaProducer<byte[], byte[]> producer;

  /** Formats a folder of its own; {@link #start} starts. */
  public TestBroker() throws Exception {
    folder = Files.createTempDirectory("push-broker");
    Formatter formatter = new Formatter();
    formatter.setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(1);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.setReleaseVersion(MetadataVersion.latestProduction());
    formatter.addDirectory(folder.toString());
    formatter.setMetadataLogDirectory(folder.toString());
    formatter.run();
  }

  /** Starts, or starts again with what it had. */
  public TestBroker start() {
    server = new KafkaRaftServer(new KafkaConfig(properties(), false), Time.SYSTEM);
    server.startup();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address(), "metric.reporters", "", "max.block.ms", 20_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return this;
  }

  /** Stops, and keeps what it has. */
  public void stop() {
    producer.close();
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  public String address() {
    return "localhost:" + port;
  }

  public void createTopic(String name, int partitions) throws Exception {
    create(Stream.of(new NewTopic(name, partitions, (short) 1)));
  }

  /** Makes topics of one partition. */
  public void createTopics(String... names) throws Exception {
    create(Stream.of(names).map(name -> new NewTopic(name, 1, (short) 1)));
  }

  private void create(Stream<NewTopic> topics) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address()))) {
      List<NewTopic> all = topics.toList();
      admin.createTopics(all).all().get();
      // Until the leaders answer, a producer can have its first batch refused and its second taken.
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (NewTopic topic : all) {
        for (int partition = 0; partition < topic.numPartitions(); partition++) {
          ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
        }
      }
      Awaitility.await()
          .ignoreException(ExecutionException.class)
          .until(() -> admin.listOffsets(ends).all().get() != null);
    }
  }

  /** Deletes a topic with all that it holds. */
  public void deleteTopic(String name) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address()))) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }

  /** Writes a record and waits until the broker has it; null means no key, or no value. */
  public void send(String topic, String key, String value) {
    send(topic, bytes(key), bytes(value));
  }

  /** The same with any bytes. */
  public void send(String topic, byte[] key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads every record of a topic from its beginning, until there are as many as asked for. */
  public List<ConsumerRecord<String, String>> read(String topic, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address(), "metric.reporters", ""),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }

  /** Writes a record, in the order of the calls, and does not wait. */
  public void sendLater(String topic, String key, String value) {
    producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      stop();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
  }

  private Map<String, String> properties() {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
        Map.entry(
            "listeners",
            "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d".formatted(port, controllerPort)),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("log.dir", folder.toString()),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("log.cleaner.enable", "false"),
        Map.entry("metric.reporters", ""));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
