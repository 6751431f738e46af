package ai.colonycraft.realtime.push.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithChromium;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code /report.js} in a page of another site ({@code localhost}, where the push server is {@code
 * 127.0.0.1}), in a real browser, to a real topic.
 */
@WithChromium
class ForeignPageTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Chromium chromium;
  private static TestBroker broker;

  private final String topic = "reports-" + UUID.randomUUID();
  private final Map<String, String> traceparents = new ConcurrentHashMap<>();
  @TempDir private Path folder;
  private HttpServer app;
  private TestTransport server;
  private String page = "";

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker().start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void serve() throws Exception {
    broker.createTopic(topic, 1);
    app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    app.createContext("/", this::answer);
    app.start();
    start();
  }

  @AfterEach
  void stop() {
    chromium.open("about:blank");
    server.close();
    app.stop(0);
  }

  @Test
  void reportsVitalsErrorsAndInteractionsWhenItIsLeft() {
    open(
        "{ version: '1.2.3', page: (path) => path.replace(/\\d+/g, ':id') }",
        """
        reports.interaction("deploy_agent", 312);
        setTimeout(() => { throw new Error("broken <b>"); });
        Promise.reject(new Error("nobody caught"));
        """);
    waitUntilPainted();

    chromium.open("about:blank");

    List<JsonNode> reports = read(7);
    assertThat(reports)
        .extracting(r -> r.get("type").asText() + " " + r.path("name").asText())
        .contains(
            "interaction deploy_agent",
            "web_vital TTFB",
            "web_vital FCP",
            "web_vital LCP",
            "web_vital CLS");
    assertThat(reports)
        .extracting(r -> r.path("message").asText())
        .anyMatch(m -> m.startsWith("Uncaught Error: broken <b> (" + origin() + "/colonies/17:"))
        .contains("Unhandled rejection: nobody caught");
    assertThat(reports)
        .allSatisfy(
            r -> {
              assertThat(r.get("page").asText()).isEqualTo("/colonies/:id");
              assertThat(r.get("version").asText()).isEqualTo("1.2.3");
              assertThat(r.get("sessionId").asText()).hasSize(32);
              assertThat(r.has("traceId")).isFalse();
              assertThat(r.toString()).doesNotContain("secret");
            });
    assertThat(reports)
        .extracting(r -> r.get("sessionId"))
        .containsOnly(reports.get(0).get("sessionId"));
    assertThat(server.metrics.reportsRefused.sum()).isZero();
    // The page's own two errors, and none of the browser about what it may not have.
    assertThat(chromium.problems()).noneMatch(p -> p.contains("blocked") || p.contains("CORS"));
    chromium.forgetProblems();
  }

  @Test
  void reportsWithATokenAfterThePreflightThatItNeeds() throws Exception {
    server.close();
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    start("--auth.secret", folder.resolve("secret").toString());
    open("{ token: '" + issuer.token("reports:write") + "' }", "reports.interaction('a', 1);");

    chromium.evaluate("reports.flush()");

    assertThat(read(1)).extracting(r -> r.path("name").asText()).contains("a");
  }

  /** What it would measure is how long it stood in the background. */
  @Test
  void reportsNoPaintOfAPageThatWasOpenedInTheBackground() {
    String other = chromium.hide();
    open("{}", "reports.interaction('a', 1);");
    chromium.reveal(other);
    waitUntilPainted();

    chromium.open("about:blank");

    assertThat(read(2))
        .extracting(r -> r.path("name").asText())
        .containsExactlyInAnyOrder("TTFB", "a");
  }

  @Test
  void cutsTextsBetweenCharactersAndSendsWhatOneBodyHolds() {
    open(
        "{ version: '\\ud83d' }",
        """
        for (let i = 0; i < 20; i++) reports.error("x" + "\\u{1F41D}".repeat(600));
        for (let i = 0; i < 25; i++) reports.interaction("€".repeat(200), i);
        """);

    chromium.evaluate("reports.flush()");

    List<JsonNode> reports = read(45);
    assertThat(server.metrics.reportsRefused.sum()).isZero();
    assertThat(reports).allMatch(r -> r.path("version").asText().equals("\ufffd"));
    assertThat(reports)
        .filteredOn(r -> r.path("type").asText().equals("js_error"))
        .hasSize(20)
        .allMatch(r -> r.path("message").asText().equals("x" + "\ud83d\udc1d".repeat(499)));
  }

  @Test
  void reportsTheTraceOfItsOwnRequests() {
    open(
        "{ trace: true }",
        """
        await fetch("/plain");
        await fetch(new Request("/posted", { method: "POST", body: "x", headers: { a: "b" } }));
        await fetch("/traced", { headers: { traceparent: "own" } });
        await fetch("%s/healthz", { mode: "no-cors" }).catch(() => {});
        reports.interaction("a", 1);
        """
            .formatted("http://127.0.0.1:" + server.port()));

    chromium.evaluate("reports.flush()");

    String traceId =
        read(2).stream()
            .filter(r -> r.path("name").asText().equals("a"))
            .findFirst()
            .orElseThrow()
            .path("traceId")
            .asText();
    assertThat(traceId).matches("[0-9a-f]{32}");
    for (String path : List.of("/plain", "/posted")) {
      assertThat(traceparents.get(path)).matches("00-" + traceId + "-[0-9a-f]{16}-01");
    }
    assertThat(traceparents.get("/plain")).isNotEqualTo(traceparents.get("/posted"));
    assertThat(traceparents).containsEntry("/traced", "own");
    assertThat(chromium.evaluate("reports.traceparent()")).contains(traceId);
  }

  @Test
  void goesOnWithTheTraceInWhichTheServerMadeThePage() {
    open("{ trace: true }", "await fetch('/plain'); reports.interaction('a', 1);", "?made");

    chromium.evaluate("reports.flush()");

    assertThat(read(2)).allMatch(r -> r.path("traceId").asText().equals("a".repeat(32)));
    assertThat(traceparents.get("/plain")).matches("00-a{32}-[0-9a-f]{16}-00");
  }

  private void start(String... settings) throws Exception {
    Stream<String> needed =
        Stream.of(
            "--kafka.bootstrap.servers",
            broker.address(),
            "--topics.client-reports",
            topic,
            "--http.origins",
            origin());
    server = TestTransport.start(Stream.concat(needed, Stream.of(settings)).toArray(String[]::new));
  }

  private void open(String options, String script) {
    open(options, script, "");
  }

  /** Opens a page that starts reports and runs a script. */
  private void open(String options, String script, String query) {
    page =
        """
        <!doctype html><meta charset=utf-8><title>app</title><h1>Colonies</h1>
        <script type="module">
          import { startReports } from "http://127.0.0.1:%d/report.js";
          const reports = (globalThis.reports = startReports(%s));
          %s
          globalThis.ready = true;
        </script>
        """
            .formatted(server.port(), options, script);
    chromium.open(origin() + "/colonies/17" + (query.isEmpty() ? "?secret=1#x" : query));
    await().until(() -> chromium.evaluate("globalThis.ready").equals("true"));
  }

  private static void waitUntilPainted() {
    // What is painted is reported a frame later.
    await()
        .until(
            () ->
                chromium
                    .evaluate("performance.getEntriesByType('paint').length > 0")
                    .equals("true"));
    chromium.evaluateLater("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
  }

  private List<JsonNode> read(int count) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> server.metrics.reportsAccepted.sum() >= count);
    return broker.read(topic, (int) server.metrics.reportsAccepted.sum()).stream()
        .map(r -> tree(r.value()))
        .toList();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String origin() {
    return "http://localhost:" + app.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
    if (traceparent != null) {
      traceparents.put(exchange.getRequestURI().getPath(), traceparent);
    }
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    if ("made".equals(exchange.getRequestURI().getQuery())) {
      exchange
          .getResponseHeaders()
          .set(
              "Server-Timing",
              "traceparent;desc=\"00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-00\"");
    }
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
