package ai.colonycraft.realtime.push.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics that Prometheus scrapes, from the catalogue of the contract. */
final class PrometheusNames {

  private static final String FILE = "/contract/catalogue.json";

  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  /**
   * A name that a series in Prometheus has.
   *
   * @param unit of its values
   * @param help what it is
   * @param labels that it may have
   * @param sets the sets of labels of which live series are, and so charts ask for
   */
  record Metric(String unit, String help, List<String> labels, List<List<String>> sets) {}

  PrometheusNames() {
    try (InputStream in = PrometheusNames.class.getResourceAsStream(FILE)) {
      for (JsonNode entry : new ObjectMapper().readTree(in).get("metrics")) {
        add(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(JsonNode entry) {
    String name = entry.get("name").asText();
    String unit = entry.get("unit").asText();
    String help = entry.get("help").asText();
    List<String> labels = texts(entry.get("labels"));
    List<List<String>> live = new ArrayList<>();
    entry.get("live").forEach(set -> live.add(texts(set)));
    if (entry.get("kind").asText().equals("histogram")) {
      List<String> withBucket = new ArrayList<>(labels);
      withBucket.add("le");
      metrics.put(name + "_sum", new Metric(unit, help + ": their sum", labels, List.of()));
      metrics.put(name + "_count", new Metric("", help + ": how many", labels, List.of()));
      metrics.put(
          name + PrometheusReader.BUCKET,
          new Metric("", help + ": how many more, no larger than le", withBucket, live));
    } else {
      metrics.put(name, new Metric(unit, help, labels, live));
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  boolean contains(String name) {
    return metrics.containsKey(name);
  }

  /** A metric that is contained. */
  Metric get(String name) {
    return metrics.get(name);
  }

  Set<String> all() {
    return metrics.keySet();
  }
}
