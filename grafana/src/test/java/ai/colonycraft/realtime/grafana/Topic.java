package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic read apart from the product: everything that was ever sent to it. */
final class Topic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Predicate<JsonNode> wanted;
  private final List<JsonNode> events = new ArrayList<>();

  /** Reads a topic from its beginning. */
  Topic(String bootstrapServers, String name) {
    this(bootstrapServers, name, event -> true);
  }

  /** Reads a topic from its beginning, and keeps those events only that pass a filter. */
  Topic(String bootstrapServers, String name, Predicate<JsonNode> wanted) {
    this.wanted = wanted;
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

  /** All events that the topic held until now; what is no JSON object is none. */
  List<JsonNode> now() throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (var message : consumer.poll(Duration.ofMillis(100))) {
        if (message.value().length > 0 && message.value()[0] == '{') {
          JsonNode event = JSON.readTree(message.value());
          if (wanted.test(event)) {
            events.add(event);
          }
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
