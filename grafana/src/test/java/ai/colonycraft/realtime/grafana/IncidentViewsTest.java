package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaves the quickstart alone with its incidents and compares at each minute what the API, the
 * overview, the operations page and Grafana's table say is open: {@code mvn -pl grafana -am test
 * -Dtest=IncidentViewsTest -Dviews.minutes=40 -Dsurefire.failIfNoSpecifiedTests=false}. It prints a
 * line a minute, and at the end each incident with how long after its last match it ended.
 */
@EnabledIfSystemProperty(named = "views.minutes", matches = "\\d+")
class IncidentViewsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Pages follow within 2 s, and a scrape of the quickstart's Prometheus within a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** An incident ends within this after its cause. */
  private static final Duration END = Duration.ofMinutes(3);

  /** Until a watermark, a scrape and a group of Alertmanager have passed an end on. */
  private static final Duration WAY = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private int push;

  @Test
  void allViewsSayTheSameAtEachMinuteAndIncidentsEndAfterTheirCause() throws Exception {
    Program.require("prometheus", Alertmanager.PROGRAM);
    String table = expressionOfTheTable();
    List<String> problems = new ArrayList<>();
    try (RunningQuickstart product = RunningQuickstart.start(folder);
        Alertmanager alertmanager = Alertmanager.start(folder, product.push);
        Prometheus prometheus = Prometheus.start(folder, product, alertmanager);
        Chromium overview = Chromium.start();
        Chromium operations = Chromium.start()) {
      push = product.push;
      String address = "http://127.0.0.1:" + push;
      overview.show("dark", 1920, 1080);
      overview.open(address + "/?theme=wall");
      operations.open(address + "/operations");
      Instant begin = Instant.now();
      for (int minute = 1; minute <= Integer.getInteger("views.minutes"); minute++) {
        Instant next = begin.plus(Duration.ofMinutes(minute));
        await()
            .forever()
            .pollInterval(Duration.ofMillis(500))
            .until(() -> Instant.now().isAfter(next));
        Map<String, Set<String>> views = new TreeMap<>();
        String agree = "agree";
        try {
          await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofSeconds(1))
              .ignoreExceptionsInstanceOf(IOException.class)
              .until(
                  () -> {
                    views.put("api", open());
                    views.put(
                        "overview", shown(overview, "cc-burning article[data-id]", "n.dataset.id"));
                    views.put(
                        "operations",
                        shown(
                            operations,
                            "cc-incidents a[href^='/incidents/']",
                            "decodeURIComponent(n.pathname.slice(11))"));
                    views.put("grafana", idsOf(prometheus.ask(table)));
                    return Set.copyOf(views.values()).size() == 1;
                  });
        } catch (ConditionTimeoutException e) {
          agree = "DIFFER";
          problems.add("minute " + minute + ": " + views);
        }
        System.out.printf(
            "%s minute %d: %s, %d open%s%n",
            LocalTime.now().truncatedTo(ChronoUnit.SECONDS),
            minute,
            agree,
            views.get("api").size(),
            agree.equals("agree") ? "" : ": " + views);
      }
      checkEnds(problems);
    }
    assertThat(problems).isEmpty();
  }

  private void checkEnds(List<String> problems) throws Exception {
    long now = System.currentTimeMillis();
    for (JsonNode incident : incidents("all")) {
      long seen = incident.path("lastSeenAt").asLong(incident.get("timestamp").asLong());
      long end = incident.path("resolvedAt").asLong(now);
      String line =
          "%s, %s, seen %d times over %d s: %s %d s after it was last seen"
              .formatted(
                  incident.get("title").asText(),
                  incident.path("sources"),
                  incident.path("count").asInt(1),
                  (seen - incident.get("timestamp").asLong()) / 1000,
                  incident.has("resolvedAt") ? incident.get("resolution").asText() : "open",
                  (end - seen) / 1000);
      System.out.println(line);
      boolean isExpired = incident.path("resolution").asText().equals("expired");
      if (isExpired && end - seen > END.plus(WAY).toMillis()) {
        problems.add(line);
      }
    }
  }

  private Set<String> open() throws Exception {
    return idsOf(incidents("open"));
  }

  private JsonNode incidents(String state) throws Exception {
    URI address =
        URI.create("http://127.0.0.1:" + push + "/api/incidents?limit=1000&state=" + state);
    return JSON.readTree(
            HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body())
        .get("incidents");
  }

  /** The field {@code id}, or the label of that name. */
  private static Set<String> idsOf(JsonNode all) {
    Set<String> ids = new TreeSet<>();
    all.forEach(one -> ids.add((one.has("metric") ? one.get("metric") : one).path("id").asText()));
    return ids;
  }

  private static Set<String> shown(Chromium page, String selector, String id) throws IOException {
    Set<String> ids = new TreeSet<>();
    JSON.readTree(
            page.evaluate(
                "JSON.stringify([...document.querySelectorAll(`%s`)].map((n) => %s))"
                    .formatted(selector, id)))
        .forEach(one -> ids.add(one.asText()));
    return ids;
  }

  private static String expressionOfTheTable() throws IOException {
    Path file = Program.PACK.resolve("dashboards/overview/operations-command-center.json");
    for (JsonNode panel : JSON.readTree(file.toFile()).get("panels")) {
      if (panel.get("title").asText().equals("Active Incidents")) {
        return panel.at("/targets/0/expr").asText();
      }
    }
    throw new IllegalStateException("no table of incidents in " + file);
  }
}
