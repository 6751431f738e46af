package ai.colonycraft.realtime.jobs.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a reader of live-updates would know: the last value of each series. */
record LiveTopic(Map<String, JsonNode> series) {

  static LiveTopic of(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, JsonNode> series = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String key = new String(record.key());
      if (record.value() == null) {
        series.remove(key);
      } else {
        series.put(key, Outcome.json(record.value()));
      }
    }
    return new LiveTopic(series);
  }

  /** The value of a series by its key, as {@code request_rate{service="a"}}. */
  Optional<Double> value(String key) {
    return Optional.ofNullable(series.get(key)).map(update -> update.get("value").asDouble());
  }
}
