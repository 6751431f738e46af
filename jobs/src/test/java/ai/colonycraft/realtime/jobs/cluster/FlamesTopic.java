package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A reader of {@code flamegraphs} that keeps the last whole graph of all calls in each window. */
final class FlamesTopic {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final String broker;

  FlamesTopic(String broker) {
    this.broker = broker;
  }

  /** Reads it all; microseconds of each stack, by start of window. */
  Map<Long, Map<String, Long>> graphs() throws IOException {
    Map<Long, Map<String, Long>> graphs = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        WholeTopic.read(Map.of("bootstrap.servers", broker), Topics.FLAME_GRAPHS.name(), TIMEOUT)) {
      if (new String(record.key(), StandardCharsets.UTF_8).startsWith("calls/*/")) {
        JsonNode graph = JSON.readTree(record.value());
        if (graph.get("complete").asBoolean()) {
          graphs.put(graph.get("start").asLong(), stacks(graph.get("frames")));
        }
      }
    }
    return graphs;
  }

  private static Map<String, Long> stacks(JsonNode frames) {
    Map<String, Long> stacks = new TreeMap<>();
    List<String> path = new ArrayList<>();
    for (JsonNode frame : frames) {
      path.subList(frame.get("level").asInt() - 1, path.size()).clear();
      path.add(frame.get("label").asText());
      stacks.put(String.join(";", path), frame.get("timeMicros").asLong());
    }
    return stacks;
  }
}
