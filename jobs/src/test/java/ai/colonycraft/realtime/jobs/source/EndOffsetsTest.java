package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real brokers answer about the ends of partitions. */
class EndOffsetsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String ARRIVAL = "with-arrival";
  private static final String CREATE = "without-arrival";
  private static final TopicPartition FIRST = new TopicPartition(ARRIVAL, 0);
  private static final TopicPartition SECOND = new TopicPartition(ARRIVAL, 1);

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start(folder, 0);
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(ARRIVAL, 2, (short) 1)
                      .configs(Map.of("message.timestamp.type", "LogAppendTime")),
                  new NewTopic(CREATE, 1, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "arrival-test"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(ARRIVAL, 0, null, new byte[] {1}));
      producer.commitTransaction();
    }
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  private static EndOffsets ends() {
    return new EndOffsets("test", new KafkaConfig(kafka.bootstrapServers()));
  }

  @Test
  void countsTheMarkerOfATransactionAsTheBrokerDoes() throws Exception {
    try (EndOffsets ends = ends()) {
      assertThat(ends.find(Set.of(FIRST, SECOND), Map.of()).ends())
          .isEqualTo(Map.of(FIRST, 2L, SECOND, 0L));
    }
  }

  @Test
  void skipsTheMarkerBehindTheLastRecord() throws Exception {
    try (EndOffsets ends = ends()) {
      assertThat(ends.find(Set.of(FIRST), Map.of(FIRST, 1L)).skipped())
          .isEqualTo(Map.of(FIRST, 2L));
    }
  }

  @Test
  void skipsNoRecord() throws Exception {
    try (EndOffsets ends = ends()) {
      assertThat(ends.find(Set.of(FIRST), Map.of(FIRST, 0L)).skipped()).isEmpty();
    }
  }

  @Test
  void knowsWhetherRecordsHaveArrivalTimes() throws Exception {
    try (EndOffsets ends = ends()) {
      assertThat(ends.hasArrivalTimes(ARRIVAL)).succeedsWithin(TIMEOUT).isEqualTo(true);
      assertThat(ends.hasArrivalTimes(CREATE)).succeedsWithin(TIMEOUT).isEqualTo(false);
    }
  }
}
