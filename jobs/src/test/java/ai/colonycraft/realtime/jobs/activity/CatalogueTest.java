package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.health.HealthMetrics;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.TopList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The push server's catalogue lists the metrics that the jobs export and publish. */
class CatalogueTest {

  private static final UserActivityConfig CONFIG = UserActivityConfig.read();
  private static final Map<String, JsonNode> CATALOGUE = new HashMap<>();

  @BeforeAll
  static void read() throws Exception {
    try (InputStream in = CatalogueTest.class.getResourceAsStream("/contract/catalogue.json")) {
      new ObjectMapper()
          .readTree(in)
          .path("metrics")
          .forEach(
              entry ->
                  assertThat(CATALOGUE.put(entry.path("name").asText(), entry))
                      .as("named twice")
                      .isNull());
    }
  }

  /** Of both jobs; what both export is described once, as the first has it. */
  private static Collection<Metric> metrics() {
    return Stream.concat(
            ActivityMetrics.all(CONFIG).stream(),
            HealthMetrics.all(ServiceHealthConfig.read()).stream())
        .collect(Collectors.toMap(Metric::name, metric -> metric, (first, second) -> first))
        .values();
  }

  @Test
  void describesEveryMetricOfTheJobsAsItIs() {
    for (Metric metric : metrics()) {
      JsonNode entry = CATALOGUE.get(metric.name());
      assertThat(entry).as(metric.name()).isNotNull();
      assertThat(entry.path("kind").asText()).as(metric.name()).isEqualTo(kind(metric));
      assertThat(entry.path("help").asText()).as(metric.name()).isEqualTo(metric.help());
      assertThat(texts(entry.path("labels"))).as(metric.name()).isEqualTo(metric.labels());
      assertThat(lists(entry.path("live"))).as(metric.name()).isEqualTo(metric.live());
    }
  }

  @Test
  void describesWhatIsOnlySentLive() {
    for (TopList top : ActivityMetrics.topLists(CONFIG)) {
      List<String> labels = new ArrayList<>(List.of("rank"));
      labels.addAll(texts(CATALOGUE.get(top.metric()).path("labels")));
      JsonNode entry = CATALOGUE.get(top.name());
      assertThat(texts(entry.path("labels"))).as(top.name()).isEqualTo(labels);
      assertThat(lists(entry.path("live"))).as(top.name()).isEqualTo(List.of(labels));
    }
    for (String rate : ActivityMetrics.RATES.values()) {
      assertThat(lists(CATALOGUE.get(rate).path("live"))).as(rate).isEqualTo(List.of(List.of()));
    }
  }

  @Test
  void namesNothingThatNoJobKnows() {
    Set<String> known = new HashSet<>(ActivityMetrics.RATES.values());
    known.addAll(HealthMetrics.LIVE);
    Stream.concat(
            metrics().stream().map(Metric::name),
            ActivityMetrics.topLists(CONFIG).stream().map(TopList::name))
        .forEach(known::add);

    assertThat(CATALOGUE.keySet()).isEqualTo(known);
  }

  private static String kind(Metric metric) {
    if (metric instanceof Metric.Counter) {
      return "counter";
    }
    return metric instanceof Metric.Gauge ? "gauge" : "histogram";
  }

  private static List<List<String>> lists(JsonNode array) {
    List<List<String>> lists = new ArrayList<>();
    array.forEach(list -> lists.add(texts(list)));
    return lists;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
