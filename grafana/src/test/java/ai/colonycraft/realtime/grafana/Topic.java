package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic read apart from the product: everything that was ever sent to it. */
final class Topic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<JsonNode> events = new ArrayList<>();

  /** Reads a topic from its beginning. */
  Topic(String bootstrapServers, String name) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(name).stream()
            .map(partition -> new TopicPartition(name, partition.partition()))
            .toList());
  }

  /** All events that are in the topic now; what is no JSON object is none. */
  List<JsonNode> now() throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (var message : consumer.poll(Duration.ofMillis(100))) {
        if (message.value().length > 0 && message.value()[0] == '{') {
          events.add(JSON.readTree(message.value()));
        }
      }
    }
    return List.copyOf(events);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
