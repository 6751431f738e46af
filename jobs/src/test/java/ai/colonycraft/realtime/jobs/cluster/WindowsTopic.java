package ai.colonycraft.realtime.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A reader of {@code activity-windows} that keeps the last record of each window. */
final class WindowsTopic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<String, String> consumer;
  private final List<TopicPartition> partitions;
  private final Map<String, JsonNode> windows = new HashMap<>();
  private final Map<String, Integer> published = new HashMap<>();

  WindowsTopic(String broker) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker),
            new StringDeserializer(),
            new StringDeserializer());
    partitions =
        IntStream.range(0, RecordedDay.PARTITIONS)
            .mapToObj(partition -> new TopicPartition("activity-windows", partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads to the end; the last record of each window, by {@code kind/id@start}. */
  Map<String, JsonNode> windows() throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
        JsonNode window = JSON.readTree(record.value());
        String id = record.key() + "@" + window.get("start").asLong();
        windows.put(id, window);
        published.merge(id, 1, Integer::sum);
      }
    }
    return windows;
  }

  /** How many records repeated a window, of all that were read. */
  long repeats() {
    return published.values().stream().mapToLong(times -> times - 1).sum();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
