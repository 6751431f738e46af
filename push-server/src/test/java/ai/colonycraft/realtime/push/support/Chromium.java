package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven through its DevTools protocol. */
public final class Chromium implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A script may wait for something itself. */
  private static final Duration LONGEST = Duration.ofMinutes(35);

  private final Path profile;
  private final RunningProcess process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<JsonNode> traced = Collections.synchronizedList(new ArrayList<>());
  private volatile CompletableFuture<Void> traceEnded = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();

  private Chromium(Path profile, RunningProcess process, URI page) {
    this.profile = profile;
    this.process = process;
    this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, this).join();
    call("Runtime.enable", JSON.createObjectNode());
    call("Log.enable", JSON.createObjectNode());
    call("Page.enable", JSON.createObjectNode());
  }

  /** Starts one; skips the test that asks if there is none. */
  public static Chromium start() throws Exception {
    String program = Needs.program("chromium");
    Path profile = Files.createTempDirectory("push-chromium");
    RunningProcess process =
        RunningProcess.start(
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    String line = process.waitForLine("DevTools listening on ws://");
    URI browser = URI.create(line.substring(line.indexOf("ws://")));
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://" + browser.getAuthority() + "/json/list"))
            .build();
    for (JsonNode target :
        JSON.readTree(HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body())) {
      if (target.get("type").asText().equals("page")) {
        return new Chromium(
            profile, process, URI.create(target.get("webSocketDebuggerUrl").asText()));
      }
    }
    throw new IllegalStateException("Chromium has no page");
  }

  /** Goes to an address. */
  public void open(String address) {
    problems.clear();
    call("Page.navigate", JSON.createObjectNode().put("url", address));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> evaluate("document.readyState").equals("complete"));
  }

  /** Evaluates JavaScript in the page; its value as text. */
  public String evaluate(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", "String(" + expression + ")")
                .put("returnByValue", true));
    return result.path("result").path("value").asText(result.toString());
  }

  /** Exceptions and errors in the console since the page was opened. */
  public List<String> problems() {
    return problems;
  }

  public void forgetProblems() {
    problems.clear();
  }

  /** Sets {@code prefers-color-scheme} and the size of the window. */
  public void show(String scheme, int width, int height) {
    ObjectNode media = JSON.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    call("Emulation.setEmulatedMedia", media);
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Sets the size of a phone that is touched. */
  public void showPhone(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 2)
            .put("mobile", true));
    call("Emulation.setTouchEmulationEnabled", JSON.createObjectNode().put("enabled", true));
  }

  /** Cuts the page off the network, or ends that. */
  public void offline(boolean cut) {
    call("Network.enable", JSON.createObjectNode());
    call(
        "Network.emulateNetworkConditions",
        JSON.createObjectNode()
            .put("offline", cut)
            .put("latency", 0)
            .put("downloadThroughput", -1)
            .put("uploadThroughput", -1));
  }

  /** Runs a script before those of every page from now on; returns what ends it. */
  public String beforeEachPage(String script) {
    return call(
            "Page.addScriptToEvaluateOnNewDocument", JSON.createObjectNode().put("source", script))
        .path("identifier")
        .asText();
  }

  public void noLongerBeforeEachPage(String identifier) {
    call(
        "Page.removeScriptToEvaluateOnNewDocument",
        JSON.createObjectNode().put("identifier", identifier));
  }

  /** Lets a site show notifications on the desktop, as a person would after it asked. */
  public void allowNotifications(String origin) {
    ObjectNode grant = JSON.createObjectNode().put("origin", origin);
    grant.putArray("permissions").add("notifications");
    call("Browser.grantPermissions", grant);
  }

  /** Evaluates JavaScript that gives a promise; what it gives as text. */
  public String evaluateLater(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", "Promise.resolve(" + expression + ").then(String)")
                .put("awaitPromise", true)
                .put("returnByValue", true));
    return result.path("result").path("value").asText(result.toString());
  }

  /** Loads the next page as one that never was here: no file is kept, no service worker helps. */
  public void forgetFiles() {
    call("Network.enable", JSON.createObjectNode());
    call("Network.setBypassServiceWorker", JSON.createObjectNode().put("bypass", true));
    call("Network.clearBrowserCache", JSON.createObjectNode());
  }

  /**
   * Opens another tab before the page, so that it is hidden; returns what {@link #reveal} needs.
   */
  public String hide() {
    String tab =
        call("Target.createTarget", JSON.createObjectNode().put("url", "about:blank"))
            .path("targetId")
            .asText();
    call("Target.activateTarget", JSON.createObjectNode().put("targetId", tab));
    await().until(() -> evaluate("document.hidden").equals("true"));
    return tab;
  }

  /** Closes the tab before the page. */
  public void reveal(String tab) {
    call("Target.closeTarget", JSON.createObjectNode().put("targetId", tab));
    call("Page.bringToFront", JSON.createObjectNode());
    await().until(() -> evaluate("document.hidden").equals("false"));
  }

  /**
   * What the browser did while something ran: events as of {@code chrome://tracing}, times in
   * microseconds, {@code dur} by the clock and {@code tdur} of CPU.
   */
  public List<JsonNode> trace(Runnable something) {
    traced.clear();
    traceEnded = new CompletableFuture<>();
    ObjectNode start = JSON.createObjectNode().put("transferMode", "ReportEvents");
    ObjectNode config = start.putObject("traceConfig").put("recordMode", "recordUntilFull");
    config
        .putArray("includedCategories")
        .add("devtools.timeline")
        .add("disabled-by-default-devtools.timeline");
    call("Tracing.start", start);
    something.run();
    call("Tracing.end", JSON.createObjectNode());
    traceEnded.orTimeout(2, TimeUnit.MINUTES).join();
    return List.copyOf(traced);
  }

  /** What the page has cost so far: {@code TaskDuration} is the CPU time of its thread, seconds. */
  public Map<String, Double> metrics() {
    call("Performance.enable", JSON.createObjectNode().put("timeDomain", "threadTicks"));
    Map<String, Double> values = new HashMap<>();
    call("Performance.getMetrics", JSON.createObjectNode())
        .path("metrics")
        .forEach(m -> values.put(m.path("name").asText(), m.path("value").asDouble()));
    return values;
  }

  /** Bytes of JavaScript's heap that are in use after a collection. */
  public double heapAfterCollection() {
    call("HeapProfiler.collectGarbage", JSON.createObjectNode());
    return call("Runtime.getHeapUsage", JSON.createObjectNode()).path("usedSize").asDouble();
  }

  /** Saves what the page looks like, small enough for a README. */
  public void picture(Path file) throws IOException {
    ObjectNode webp = JSON.createObjectNode().put("format", "webp").put("quality", 82);
    String data = call("Page.captureScreenshot", webp).get("data").asText();
    Files.write(file, java.util.Base64.getDecoder().decode(data));
  }

  /** Saves what the page looks like. */
  public void screenshot(Path file) throws IOException {
    String data = call("Page.captureScreenshot", JSON.createObjectNode()).get("data").asText();
    Files.write(file, java.util.Base64.getDecoder().decode(data));
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      receive(partial.toString());
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.abort();
    process.close();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      profile.toFile().deleteOnExit();
    }
  }

  private void receive(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      if (message.has("id")) {
        answers.remove(message.get("id").asInt()).complete(message);
      } else if (message.path("method").asText().equals("Tracing.dataCollected")) {
        message.path("params").path("value").forEach(traced::add);
      } else if (message.path("method").asText().equals("Tracing.tracingComplete")) {
        traceEnded.complete(null);
      } else if (message.path("method").asText().equals("Runtime.exceptionThrown")
          || message.path("params").path("entry").path("level").asText().equals("error")) {
        problems.add(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode call(String method, JsonNode parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer =
        new CompletableFuture<JsonNode>().orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    answers.put(id, answer);
    ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
    request.set("params", parameters);
    socket.sendText(request.toString(), true).join();
    JsonNode message = answer.join();
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }
}
