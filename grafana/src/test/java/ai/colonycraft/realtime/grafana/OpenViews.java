package ai.colonycraft.realtime.grafana;

import ai.colonycraft.realtime.push.support.Chromium;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The four places that list open incidents: the API, the overview and the operations page in
 * Chromium, and the table of Grafana, whose expression Prometheus answers.
 */
final class OpenViews implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String address;
  private final Prometheus prometheus;
  private final String table = expressionOfTheTable();
  private final Chromium overview;
  private final Chromium operations;

  /** Opens the pages of a push server, which a Prometheus scrapes. */
  OpenViews(int push, Prometheus prometheus) throws Exception {
    address = "http://127.0.0.1:" + push;
    this.prometheus = prometheus;
    overview = Chromium.start();
    operations = Chromium.start();
    overview.show("dark", 1920, 1080);
    overview.open(address + "/");
    operations.open(address + "/operations");
  }

  /** The ids that each view shows now, by its name. */
  Map<String, Set<String>> now() throws IOException {
    Map<String, Set<String>> views = new TreeMap<>();
    views.put("api", idsOf(incidents("open")));
    views.put("overview", shown(overview, "cc-burning [data-id]", "n.dataset.id"));
    views.put(
        "operations",
        shown(
            operations,
            "cc-incidents a[href^='/incidents/']",
            "decodeURIComponent(n.pathname.slice(11))"));
    views.put("grafana", idsOf(prometheus.ask(table)));
    return views;
  }

  /** What the API lists in a state. */
  JsonNode incidents(String state) throws IOException {
    URI list = URI.create(address + "/api/incidents?limit=1000&state=" + state);
    try {
      return JSON.readTree(
              HTTP.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body())
          .get("incidents");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    overview.close();
    operations.close();
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
                "JSON.stringify([...document.querySelectorAll(`%s`)].filter((n) => n.checkVisibility()).map((n) => %s))"
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
