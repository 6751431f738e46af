package ai.colonycraft.realtime.jobs.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  private static final String TOPIC = "records";

  @TempDir private Path dir;

  @Test
  void keepsItsRecordsOverARestartOnTheSameFolderAndPort() throws Exception {
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      port = kafka.port();
      createTopic(kafka);
      send(kafka, "before");
    }
    try (EmbeddedKafka again = EmbeddedKafka.start(dir, port)) {
      send(again, "after");

      assertThat(again.port()).isEqualTo(port);
      assertThat(read(again, 2)).containsExactly("before", "after");
    }
  }

  @Test
  void makesNoTopicThatNobodyAskedFor() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0);
        KafkaProducer<String, String> producer = producer(kafka)) {
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("user-activty", "x")).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("user-activty");
    }
  }

  @Test
  void namesTheFlagOfABusyPort() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("one"), 0)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dir.resolve("two"), kafka.port()))
          .isInstanceOf(PortInUseException.class)
          .hasMessage(
              "kafka.port: port %d is in use; stop the program that listens there, or choose"
                      .formatted(kafka.port())
                  + " another with --kafka.port");
    }
  }

  private static void createTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void send(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(kafka)) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", 2_000),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> read(EmbeddedKafka kafka, int count) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "test",
            "auto.offset.reset",
            "earliest");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
                return values.size() >= count;
              });
    }
    return values;
  }
}
