package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.hub.Visibility;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The catalogue of metrics, a file of the contract. Any thread may use it. */
final class Catalogue {

  private static final String FILE = "/contract/catalogue.json";
  private static final String METRICS = "metrics";
  private static final String BUCKET = "_bucket";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] bytes;
  private final ObjectNode tree;
  private final Set<String> names = new HashSet<>();

  private Catalogue(byte[] bytes) throws IOException {
    this.bytes = bytes;
    this.tree = (ObjectNode) JSON.readTree(bytes);
    tree.get(METRICS).forEach(entry -> names.add(name(entry)));
  }

  /** Reads it from the program's own files. */
  static Catalogue read() {
    try (InputStream in = Catalogue.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the program");
      }
      return new Catalogue(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has the metric, or the histogram whose buckets the metric is. */
  boolean contains(String metric) {
    return names.contains(metric)
        || metric.endsWith(BUCKET)
            && names.contains(metric.substring(0, metric.length() - BUCKET.length()));
  }

  /** Its JSON, with those entries alone of which series may be seen. */
  byte[] of(Visibility visibility) {
    if (visibility.isEverything()) {
      return bytes;
    }
    ObjectNode visible = tree.deepCopy();
    ArrayNode entries = visible.putArray(METRICS);
    for (JsonNode entry : tree.get(METRICS)) {
      String name = name(entry);
      if (visibility.seesMetric(name) || visibility.seesMetric(name + BUCKET)) {
        entries.add(entry);
      }
    }
    return visible.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String name(JsonNode entry) {
    return entry.get("name").asText();
  }
}
