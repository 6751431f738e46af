package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The quickstart and its incident as people meet them: one platform, looked at by three browsers
 * and a plain socket. The figures are compared first, while the incident comes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartIncidentTest {

  /** Its deployment takes 20 s, its errors rise from then on, the health check takes a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  private static final String BURST = "Errors after the deployment of 2.4.";
  private static final String TOASTS = "cc-toasts .toast.critical strong";
  private static final String ON_DESKTOP =
      "navigator.serviceWorker.getRegistration().then(r => r.getNotifications())"
          + ".then(all => all.map(n => n.title).join(' | '))";

  private static Quickstart quickstart;
  private static URI dashboard;
  private static NotificationClient received;

  /** Shows the overview, and may show desktop notifications. */
  private static Chromium desk;

  /** Goes from page to page. */
  private static Chromium visitor;

  /** Was frozen before anything happened. */
  private static Chromium wall;

  @BeforeAll
  static void start() throws Exception {
    desk = Chromium.start();
    visitor = Chromium.start();
    wall = Chromium.start();
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    quickstart =
        new Quickstart(
            QuickstartConfig.read(
                "--push.port=0",
                "--flink.port=0",
                "--reporter.port=0",
                "--kafka.port=0",
                "--incident=5 s"),
            nowhere,
            false);
    dashboard = quickstart.start().dashboard();
    received = NotificationClient.by(dashboard);
    open(wall, "/");
    click(wall, ".freeze");
    rememberToasts(wall);
    desk.allowNotifications(address(""));
    open(desk, "/settings");
    click(desk, ".settings .desktop button");
    desk.evaluateLater("navigator.serviceWorker.ready");
    open(desk, "/");
    rememberToasts(desk);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {received, desk, visitor, wall}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (quickstart != null) {
      quickstart.stop();
    }
  }

  @Test
  @Order(1)
  void everyPageShowsWhatTheApiSays() throws Exception {
    new QuickstartPages(visitor, QuickstartIncidentTest::open).agreeWithTheApi();
  }

  @Test
  @Order(2)
  void tellsOfItsIncidentOnTheStreamOfNotifications() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(received.sources())
                    .contains(
                        "error-burst-after-deployment", "service-unhealthy-after-deployment"));
    JsonNode burst = received.from("error-burst-after-deployment");
    JsonNode unhealthy = received.from("service-unhealthy-after-deployment");
    assertThat(burst.get("type").asText()).isEqualTo("critical");
    assertThat(burst.get("title").asText()).startsWith(BURST);
    assertThat(burst.get("actionUrl").asText())
        .isEqualTo("/services/" + burst.get("context").get("service").asText());
    assertThat(unhealthy.get("context")).isEqualTo(withoutError(burst.get("context")));
  }

  @Test
  @Order(3)
  void theIncidentIsSeenOnEveryPageAndClearedOnAllByOneAcknowledgement() {
    open(visitor, "/notifications");
    String ofTheService = "cc-verdict .sentence";

    // A toast goes after its time, which may have passed by now.
    // Of the group, the first one interrupts, which is one of two.
    String unhealthy = received.from("service-unhealthy-after-deployment").get("title").asText();
    waitFor(
        desk,
        "received.some(title => title.startsWith(`%s`) || title === `%s`)"
            .formatted(BURST, unhealthy),
        "true");
    waitForText(desk, "cc-burning h3", BURST);
    waitForText(visitor, "cc-centre h3", BURST);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(desk.evaluateLater(ON_DESKTOP)).containsAnyOf(BURST, unhealthy));
    String service =
        received.from("error-burst-after-deployment").get("context").get("service").asText();
    waitForText(desk, ofTheService, service + " in ");

    visitor.evaluate(
        "[...document.querySelectorAll('cc-centre article')].find(n =>"
            + " n.querySelector('h3').textContent.startsWith('%s')).querySelector('.acknowledge').click()"
                .formatted(BURST));

    waitForNoText(desk, TOASTS, BURST);
    waitForNoText(desk, "cc-burning h3", BURST);
    waitForNoText(visitor, "cc-centre h3", BURST);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(desk.evaluateLater(ON_DESKTOP)).doesNotContain(BURST));
  }

  @Test
  @Order(4)
  void aFrozenWallCatchesUpAndShowsEachNotificationOnce() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(received.sources()).contains("service-unhealthy-after-deployment"));
    assertThat(wall.evaluate("received.length")).isEqualTo("0");
    assertThat(text(wall, "cc-burning h3")).doesNotContain(BURST);

    click(wall, "cc-banner .replay");

    waitFor(wall, "document.querySelector('cc-banner').hidden", "true");
    String title = received.from("service-unhealthy-after-deployment").get("title").asText();
    waitForText(wall, "cc-burning h3", title);
    // Of a group, the first one interrupts, and this one may have come after another.
    waitFor(wall, "received.length > 0", "true");
    // Two incidents may have one title.
    String once =
        wall.evaluateLater(
            "fetch('/api/notifications').then(r => r.json()).then(({notifications}) => String(received.every("
                + "title => received.filter(t => t === title).length <= notifications.filter(n => n.title === title).length)))");
    assertThat(once).as("toasts: %s", wall.evaluate("JSON.stringify(received)")).isEqualTo("true");
  }

  @Test
  @Order(5)
  void aServiceThatOpenTelemetryTracesHasARateAndAFlameGraph() throws Exception {
    String ofService = "?service=" + TracedProgram.SERVICE;
    try (TracedProgram program = new TracedProgram(dashboard)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (int i = 0; i < 20; i++) {
                  program.serve();
                }
                JsonNode points =
                    json("api/metrics/request_rate" + ofService).at("/series/0/points");
                assertThat(points).isNotEmpty();
                assertThat(points.get(points.size() - 1).get(1).asDouble()).isPositive();
                assertThat(json("api/flamegraph" + ofService).findValuesAsText("label"))
                    .contains(
                        TracedProgram.SERVICE + ": " + TracedProgram.OPERATION,
                        TracedProgram.SERVICE + ": " + TracedProgram.QUERY);
              });
    }
    open(visitor, "/services/" + TracedProgram.SERVICE);
    waitForText(visitor, "h1", TracedProgram.SERVICE);
  }

  private static JsonNode json(String path) throws Exception {
    return new ObjectMapper()
        .readTree(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(dashboard.resolve(path)).build(),
                    BodyHandlers.ofString())
                .body());
  }

  private static JsonNode withoutError(JsonNode context) {
    ObjectNode copy = context.deepCopy();
    copy.remove("failedPercent");
    copy.remove("route");
    return copy;
  }

  private static String address(String path) {
    return "http://%s:%d%s".formatted(dashboard.getHost(), dashboard.getPort(), path);
  }

  private static void open(Chromium browser, String path) {
    browser.open(address(path));
    waitFor(browser, "document.querySelector('.connection')?.dataset.state", "open");
    waitFor(browser, "document.querySelector('.page').children.length > 0", "true");
  }

  /** Keeps the titles of all toasts that come from now on in {@code received}. */
  private static void rememberToasts(Chromium browser) {
    browser.evaluate(
        "(globalThis.received = [], new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(n"
            + " => n.classList?.contains('toast') &&"
            + " received.push(n.querySelector('strong').textContent)))).observe(document.querySelector('cc-toasts'),"
            + " {childList: true}))");
  }

  private static void click(Chromium browser, String selector) {
    browser.evaluate("document.querySelector(`%s`).click()".formatted(selector));
  }

  private static String text(Chromium browser, String selector) {
    return browser.evaluate(
        "[...document.querySelectorAll(`%s`)].map(n => n.textContent).join(' | ')"
            .formatted(selector));
  }

  private static void waitFor(Chromium browser, String expression, String expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.evaluate(expression)).isEqualTo(expected));
  }

  private static void waitForText(Chromium browser, String selector, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(text(browser, selector)).contains(part));
  }

  private static void waitForNoText(Chromium browser, String selector, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(text(browser, selector)).doesNotContain(part));
  }
}
