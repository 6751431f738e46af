package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.grafana.Expression.Kind;
import ai.colonycraft.realtime.grafana.Expression.Selector;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole product with a real Prometheus on the shipped config and rules: every expression of the
 * pack is asked, and what Prometheus answers is compared with the events that were sent.
 */
class NocTest {

  /** Longer than the longest "for" of an alert that the test causes. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Longer than until the simulated platform's first incident. */
  private static final Duration INCIDENT = Duration.ofMinutes(6);

  /** What a sound platform of a few minutes leaves empty, and why. */
  private static final Map<String, String> RIGHTLY_EMPTY =
      Map.of("offset 1h", "the platform of the test is younger than an hour");

  private static final long STARTED = System.currentTimeMillis();

  /** A service that two replicas of Prometheus watch. */
  private static final String REPLICATED = "replicated-service";

  private static final Duration ACTIVE = Duration.ofMinutes(5);

  @TempDir private static Path folder;
  private static RunningQuickstart product;
  private static Prometheus prometheus;
  private static Alertmanager alertmanager;
  private static Pushgateway pushgateway;
  private static Browser browser;
  private static KafkaProducer<String, String> producer;

  @BeforeAll
  static void start() throws Exception {
    Program.require("prometheus", Alertmanager.PROGRAM, Pushgateway.PROGRAM);
    product = RunningQuickstart.start(folder);
    browser = Browser.start(product.push);
    alertmanager = Alertmanager.start(folder, product.push);
    pushgateway = Pushgateway.start(folder);
    prometheus =
        Prometheus.start(
            folder,
            Map.of(
                "flink", product.reporter,
                "push-server", product.push,
                "alertmanager", alertmanager.port,
                "pushgateway", pushgateway.port));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", product.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterAll
  static void stop() throws Exception {
    if (producer != null) {
      producer.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (pushgateway != null) {
      pushgateway.close();
    }
    if (alertmanager != null) {
      alertmanager.close();
    }
    if (browser != null) {
      browser.close();
    }
    if (product != null) {
      product.close();
    }
  }

  @Test
  void answersEveryExpressionOfThePack() throws Exception {
    List<Expression> open = new ArrayList<>(Expressions.all());
    assertThat(open).hasSizeGreaterThan(40);

    List<String> problems = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              causeAnIncident();
              problems.clear();
              for (Expression expression : List.copyOf(open)) {
                String problem = problem(expression);
                if (problem == null) {
                  open.remove(expression);
                } else {
                  problems.add(expression.where() + ": " + problem + "\n  " + expression.text());
                }
              }
              assertThat(problems).isEmpty();
            });
  }

  @Test
  void handsWhatFiresToAlertmanagerWithItsRunbook() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              causeAnIncident();
              Map<String, String> runbooks = new HashMap<>();
              for (JsonNode alert : alertmanager.alerts()) {
                runbooks.put(
                    alert.at("/labels/alertname").asText(),
                    alert.at("/annotations/runbook_url").asText());
              }
              assertThat(runbooks)
                  .containsKey("Watchdog")
                  .containsEntry(
                      "DeadLettersRising", "https://runbooks.colonycraft.ai/DeadLettersRising");
            });
  }

  /**
   * The simulated platform's own incident: a service reports to be unhealthy; rule, Prometheus,
   * Alertmanager, push server and WebSocket are the real ones.
   */
  @Test
  void tellsABrowserOfThePlatformsIncident() throws Exception {
    await()
        .atMost(INCIDENT)
        .untilAsserted(() -> assertThat(browser.told).anyMatch(NocTest::isOfTheIncident));

    try (Topic services = new Topic(product.bootstrapServers(), "service-events")) {
      JsonNode event =
          services.now().stream().filter(NocTest::isTheIncident).findFirst().orElseThrow();
      Browser.Told told =
          browser.told.stream().filter(NocTest::isOfTheIncident).findFirst().orElseThrow();
      assertThat(told.title()).contains(event.get("service").asText());
      System.out.printf(
          "%s: told in the browser %.1f s after the event%n",
          told.title(), (told.at() - event.get("timestamp").asLong()) / 1000.0);
    }
    // The rule and the alert are about one fact: whichever comes second adds to the incident.
    await()
        .atMost(INCIDENT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(incidents()).contains("\"alert:ServiceUnhealthy\""));
  }

  /** For 40 minutes and against what the platform did, {@link IncidentViews} compares them. */
  @Test
  void allPlacesListTheSameOpenIncidents() throws Exception {
    try (OpenViews views = new OpenViews(product.push, prometheus)) {
      await()
          .atMost(INCIDENT)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () -> {
                Map<String, Set<String>> now = views.now();
                assertThat(now.get("api")).isNotEmpty();
                assertThat(Set.copyOf(now.values())).as("%s", now).hasSize(1);
              });
    }
  }

  /** The second one notices later, so that Alertmanager gets two begins of one alert. */
  @Test
  void twoReplicasOfPrometheusMakeOneIncidentThatEndsOnce() throws Exception {
    health(0);
    await().atMost(INCIDENT).untilAsserted(() -> assertThat(states()).containsExactly("open"));
    try (Prometheus replica =
        Prometheus.start(
            Files.createDirectories(folder.resolve("replica")),
            Map.of("flink", product.reporter, "alertmanager", alertmanager.port))) {
      String firing = "count(ALERTS{alertstate=\"firing\", service=\"" + REPLICATED + "\"})";
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> replica.value(firing) == 1 && prometheus.value(firing) == 1);

      health(1);

      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> Double.isNaN(replica.value(firing)) && isResolved(alertmanager.alerts()));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(states()).endsWith("resolved").hasSizeLessThan(4));
      assertThat(states()).containsOnlyOnce("resolved");
    }
  }

  private static boolean isResolved(JsonNode alerts) {
    return StreamSupport.stream(alerts.spliterator(), false)
        .noneMatch(alert -> alert.at("/labels/service").asText().equals(REPLICATED));
  }

  private static void health(int value) {
    producer.send(
        new ProducerRecord<>(
            "service-events",
            REPLICATED,
            ("{\"type\":\"health_changed\",\"timestamp\":%d,\"service\":\"%s\",\"region\":\"eu-west-1\","
                    + "\"value\":%d}")
                .formatted(System.currentTimeMillis(), REPLICATED, value)));
  }

  /** The states of the incident of the replicas, in their order; it has one id. */
  private static List<String> states() throws IOException {
    try (Topic topic = new Topic(product.bootstrapServers(), "notifications")) {
      List<JsonNode> about =
          topic.now().stream()
              .filter(n -> n.at("/context/service").asText().equals(REPLICATED))
              .toList();
      assertThat(about.stream().map(n -> n.get("id")).distinct()).hasSizeLessThanOrEqualTo(1);
      return about.stream().map(n -> n.path("state").asText()).toList();
    }
  }

  private static String incidents() throws Exception {
    URI address = URI.create("http://127.0.0.1:" + product.push + "/api/incidents?state=all");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static boolean isTheIncident(JsonNode event) {
    return event.path("type").asText().equals("health_changed") && event.path("value").asInt() == 0;
  }

  private static boolean isOfTheIncident(Browser.Told told) {
    return told.title().contains("is unhealthy");
  }

  @Test
  void countsWhatWasSent() throws Exception {
    try (Topic activity = new Topic(product.bootstrapServers(), "user-activity")) {
      between(activity, "sum(llm_tokens_total)", NocTest::tokens);
      between(activity, "sum(user_activity_events_total)", List::size);
      between(
          activity,
          "sum(user_activity_events_total{type=\"agent_action\"})",
          events -> count(events, event -> event.path("type").asText().equals("agent_action")));
      between(activity, "sum(colony_created_total)", NocTest::coloniesCreated);
      activeUsers(activity);
    }
  }

  @Test
  void tellsHowServicesAnsweredAsTheEventsSay() throws Exception {
    try (Topic services = new Topic(product.bootstrapServers(), "service-events")) {
      for (String code : List.of("200", "404", "500")) {
        between(
            services,
            "sum(http_requests_total{status_code=\"" + code + "\"})",
            events -> count(events, event -> event.path("statusCode").asText().equals(code)));
      }
      String bucket = "sum(http_request_duration_seconds_bucket{le=\"%s\"})";
      between(services, bucket.formatted("0.3"), events -> within(events, 300));
      between(services, bucket.formatted("1.2"), events -> within(events, 1200));
      between(services, "sum(http_request_duration_seconds_count)", NocTest::requests);

      double apdex =
          prometheus.value(
              "(%s + %s) / 2 / sum(http_request_duration_seconds_count)"
                  .formatted(bucket.formatted("0.3"), bucket.formatted("1.2")));
      List<JsonNode> events = services.now();
      assertThat(apdex)
          .isCloseTo(
              (within(events, 300) + within(events, 1200)) / 2 / requests(events),
              org.assertj.core.data.Offset.offset(0.01));
    }
  }

  /**
   * Waits until a counter has all that is sent by now, and asserts that it never has more than is
   * sent then.
   */
  private static void between(
      Topic topic, String counter, ToDoubleFunction<List<JsonNode>> expected) throws Exception {
    double atLeast = expected.applyAsDouble(topic.now());
    Map<String, Double> answer = new HashMap<>();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              answer.put("", prometheus.value(counter));
              assertThat(answer.get("")).as(counter).isGreaterThanOrEqualTo(atLeast);
            });
    assertThat(answer.get("")).as(counter).isLessThanOrEqualTo(expected.applyAsDouble(topic.now()));
  }

  /** The gauge lies between the users of the moments before and after it was asked. */
  private static void activeUsers(Topic topic) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              List<JsonNode> before = topic.now();
              double shown = prometheus.value("sum(active_users)");
              List<JsonNode> after = topic.now();
              // The newest scrape may have begun two intervals of 5 s ago, and its count is a
              // second old.
              long newest = newest(before);
              List<Long> counts = new ArrayList<>();
              for (long at = newest - 12_000; at <= newest(after); at += 250) {
                counts.add(active(after, at));
              }
              assertThat(shown)
                  .isBetween(
                      (double) counts.stream().mapToLong(c -> c).min().orElseThrow(),
                      (double) counts.stream().mapToLong(c -> c).max().orElseThrow());
            });
  }

  private static long active(List<JsonNode> events, long at) {
    return events.stream()
        .filter(event -> event.get("timestamp").asLong() <= at)
        .filter(event -> event.get("timestamp").asLong() > at - ACTIVE.toMillis())
        .map(event -> event.get("userId").asText())
        .distinct()
        .count();
  }

  private static long newest(List<JsonNode> events) {
    return events.stream().mapToLong(event -> event.get("timestamp").asLong()).max().orElseThrow();
  }

  private static double tokens(List<JsonNode> events) {
    return events.stream().mapToLong(event -> event.path("tokens").asLong()).sum();
  }

  private static double coloniesCreated(List<JsonNode> events) {
    return count(events, event -> event.path("type").asText().equals("colony_created"));
  }

  private static double requests(List<JsonNode> events) {
    return count(events, event -> event.path("type").asText().equals("http_request"));
  }

  private static double within(List<JsonNode> events, double millis) {
    return count(
        events,
        event ->
            event.path("type").asText().equals("http_request")
                && event.path("durationMs").asDouble() <= millis);
  }

  private static double count(Collection<JsonNode> events, Predicate<JsonNode> which) {
    return events.stream().filter(which).count();
  }

  /**
   * Records that are refused, one that is late, an agent that crashes in a loop, an incident of a
   * region that is open, and one that has ended: what panels, marks and alerts are empty without.
   */
  private static void causeAnIncident() {
    long now = System.currentTimeMillis();
    for (int i = 0; i < 5; i++) {
      String type = i % 2 == 0 ? "agent_deployed" : "agent_stopped";
      producer.send(
          new ProducerRecord<>(
              "user-activity",
              "u-noc",
              "{\"type\":\"%s\",\"userId\":\"u-noc\",\"colonyId\":\"c-noc\",\"agentId\":\"a-noc\",\"timestamp\":%d}"
                  .formatted(type, now - 5 + i)));
    }
    producer.send(
        new ProducerRecord<>(
            "notifications",
            "noc-open",
            ("{\"id\":\"noc-open\",\"type\":\"warning\",\"title\":\"t\",\"message\":\"m\",\"timestamp\":%d,"
                    + "\"source\":\"noc\",\"state\":\"open\",\"context\":{\"service\":\"noc-service\","
                    + "\"region\":\"eu-west-1\"}}")
                .formatted(STARTED)));
    producer.send(
        new ProducerRecord<>(
            "notifications",
            "noc-ended",
            ("{\"id\":\"noc-ended\",\"type\":\"warning\",\"title\":\"t\",\"message\":\"m\",\"timestamp\":%1$d,"
                    + "\"source\":\"noc\",\"state\":\"resolved\",\"resolvedAt\":%1$d,\"context\":{}}")
                .formatted(System.currentTimeMillis())));
    for (int i = 0; i < 8; i++) {
      producer.send(new ProducerRecord<>("user-activity", "u-bad", "not JSON"));
    }
    long late = System.currentTimeMillis() - Duration.ofMinutes(20).toMillis();
    producer.send(
        new ProducerRecord<>(
            "user-activity",
            "u-late",
            "{\"type\":\"page_view\",\"userId\":\"u-late\",\"timestamp\":%d}".formatted(late)));
  }

  /** What is wrong with an expression now; null if nothing is. */
  private static String problem(Expression expression) throws IOException {
    JsonNode answer;
    try {
      answer = prometheus.ask(expression.text());
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    Set<String> groupings = expression.groupings();
    for (Selector selector : expression.selectors()) {
      if (prometheus.ask("count(%s)".formatted(selector.metric())).isEmpty()) {
        return "no metric " + selector.metric();
      }
      for (String label : selector.labels()) {
        if (!hasLabel(selector.metric(), label)) {
          return "no label " + label + " of " + selector.metric();
        }
      }
      groupings.removeIf(label -> hasLabel(selector.metric(), label));
    }
    if (!groupings.isEmpty()) {
      return "no label " + groupings;
    }
    boolean mayBeEmpty =
        expression.kind() == Kind.ALERT
            || RIGHTLY_EMPTY.keySet().stream().anyMatch(expression.text()::contains);
    return answer.isEmpty() && !mayBeEmpty ? "an empty answer" : null;
  }

  private static boolean hasLabel(String metric, String label) {
    try {
      return !prometheus.ask("count(%s{%s!=\"\"})".formatted(metric, label)).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
