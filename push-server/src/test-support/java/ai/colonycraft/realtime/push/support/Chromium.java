package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven through its DevTools protocol. */
public final class Chromium implements AutoCloseable {

  private final Path profile;
  private final RunningProcess process;
  private final String address;
  private final DevTools page;
  private final Hands hands;

  /** Of service workers, since a network is cut for each of them apart. */
  private final Map<String, DevTools> workers = new HashMap<>();

  /** Of service workers, their ids by the origin of their site. */
  private final Map<String, String> registrations = new ConcurrentHashMap<>();

  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<JsonNode> traced = Collections.synchronizedList(new ArrayList<>());
  private volatile CompletableFuture<Void> traceEnded = new CompletableFuture<>();

  private Chromium(Path profile, RunningProcess process, String address) throws Exception {
    this.profile = profile;
    this.process = process;
    this.address = address;
    page = new DevTools(targets("page").values().iterator().next(), this::take);
    hands = new Hands(page);
    page.call("Runtime.enable");
    page.call("Log.enable");
    page.call("Page.enable");
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
    return new Chromium(profile, process, browser.getAuthority());
  }

  /** What runs in it of a type, by id. */
  private Map<String, URI> targets(String type) throws IOException, InterruptedException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://" + address + "/json/list")).build();
    Map<String, URI> found = new HashMap<>();
    for (JsonNode target :
        DevTools.JSON.readTree(
            HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body())) {
      if (target.get("type").asText().equals(type)) {
        found.put(
            target.get("id").asText(), URI.create(target.get("webSocketDebuggerUrl").asText()));
      }
    }
    return found;
  }

  /** A person's, on this page. */
  public Hands hands() {
    return hands;
  }

  /** Goes to an address. */
  public void open(String address) {
    problems.clear();
    page.call("Page.navigate", "url", address);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(Chromium::isNavigation)
        .until(() -> evaluate("document.readyState").equals("complete"));
  }

  /** Whether an evaluation failed only since the page left for another address meanwhile. */
  public static boolean isNavigation(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("navigated or closed");
  }

  /** Evaluates JavaScript in the page; its value as text. */
  public String evaluate(String expression) {
    return valueOf(
        page.call(
            "Runtime.evaluate", "expression", "String(" + expression + ")", "returnByValue", true));
  }

  /** Evaluates JavaScript that gives a promise; what it gives as text. */
  public String evaluateLater(String expression) {
    return evaluateLater(expression, Duration.ofMinutes(2));
  }

  /** As {@link #evaluateLater(String)}, for a script that may take as long as this. */
  public String evaluateLater(String expression, Duration longest) {
    return valueOf(
        page.callFor(
            longest,
            "Runtime.evaluate",
            "expression",
            "Promise.resolve(" + expression + ").then(String)",
            "awaitPromise",
            true,
            "returnByValue",
            true));
  }

  private static String valueOf(JsonNode answer) {
    return answer.path("result").path("value").asText(answer.toString());
  }

  /** Exceptions and errors in the console since the page was opened. */
  public List<String> problems() {
    return problems;
  }

  public void forgetProblems() {
    problems.clear();
  }

  /**
   * Sets {@code prefers-color-scheme} and the size of the window; nothing else is as on a phone.
   */
  public void show(String scheme, int width, int height) {
    media("prefers-color-scheme", scheme);
    size(width, height, 1, false);
  }

  /** Sets the size of a phone that is touched. */
  public void showPhone(int width, int height) {
    size(width, height, 2, true);
  }

  private void size(int width, int height, int ratio, boolean phone) {
    page.call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        ratio,
        "mobile",
        phone);
    page.call("Emulation.setTouchEmulationEnabled", "enabled", phone);
  }

  /** Sets features of CSS media, names and values in turn; all others are as usual. */
  public void media(String... namesAndValues) {
    List<Map<String, String>> features = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      features.add(Map.of("name", namesAndValues[i], "value", namesAndValues[i + 1]));
    }
    page.call("Emulation.setEmulatedMedia", "features", features);
  }

  /** Cuts the page and the service workers of now off the network, or ends that. */
  public void offline(boolean cut) {
    await().atMost(Duration.ofMinutes(5)).until(() -> workersAreOffline(cut));
    offline(page, cut);
  }

  /** False if a worker stopped meanwhile; Chromium stops one that was idle for 30 s. */
  private boolean workersAreOffline(boolean cut) throws Exception {
    for (Map.Entry<String, URI> worker : targets("service_worker").entrySet()) {
      try {
        offline(
            workers.computeIfAbsent(
                worker.getKey(), id -> new DevTools(worker.getValue(), event -> {})),
            cut);
      } catch (CompletionException e) {
        Optional.ofNullable(workers.remove(worker.getKey())).ifPresent(DevTools::close);
        return false;
      }
    }
    return true;
  }

  private static void offline(DevTools one, boolean cut) {
    one.call("Network.enable");
    one.call(
        "Network.emulateNetworkConditions",
        "offline",
        cut,
        "latency",
        0,
        "downloadThroughput",
        -1,
        "uploadThroughput",
        -1);
  }

  /** Runs a script before those of every page from now on; returns what ends it. */
  public String beforeEachPage(String script) {
    return page.call("Page.addScriptToEvaluateOnNewDocument", "source", script)
        .path("identifier")
        .asText();
  }

  public void noLongerBeforeEachPage(String identifier) {
    page.call("Page.removeScriptToEvaluateOnNewDocument", "identifier", identifier);
  }

  /** Lets a site show notifications on the desktop, as a person would after it asked. */
  public void allowNotifications(String origin) {
    page.call(
        "Browser.grantPermissions", "origin", origin, "permissions", List.of("notifications"));
  }

  /** Has a push service's message arrive at the service worker of a site. */
  public void deliverPush(String origin, String data) {
    page.call("ServiceWorker.enable");
    await().until(() -> registrations.containsKey(origin));
    page.call(
        "ServiceWorker.deliverPushMessage",
        "origin",
        origin,
        "registrationId",
        registrations.get(origin),
        "data",
        data);
  }

  /** Evaluates JavaScript that gives a promise in the one service worker; what it gives as text. */
  public String evaluateInWorker(String expression) throws Exception {
    try (DevTools worker =
        new DevTools(targets("service_worker").values().iterator().next(), event -> {})) {
      return valueOf(
          worker.call(
              "Runtime.evaluate",
              "expression",
              "Promise.resolve(" + expression + ").then(String)",
              "awaitPromise",
              true,
              "returnByValue",
              true));
    }
  }

  /** Lets the next pages do what their content security policy forbids, or no longer. */
  public void ignoreContentPolicy(boolean ignored) {
    page.call("Page.setBypassCSP", "enabled", ignored);
  }

  /** Saves what is downloaded in a folder, under the name that it has. */
  public void downloadTo(Path folder) {
    page.call(
        "Browser.setDownloadBehavior",
        "behavior",
        "allow",
        "downloadPath",
        folder.toAbsolutePath().toString());
  }

  /** Loads the next page as one that never was here: no file is kept, no service worker helps. */
  public void forgetFiles() {
    page.call("Network.enable");
    page.call("Network.setBypassServiceWorker", "bypass", true);
    page.call("Network.clearBrowserCache");
  }

  /**
   * Opens another tab before the page, so that it is hidden; returns what {@link #reveal} needs.
   */
  public String hide() {
    String tab = page.call("Target.createTarget", "url", "about:blank").path("targetId").asText();
    page.call("Target.activateTarget", "targetId", tab);
    await().until(() -> evaluate("document.hidden").equals("true"));
    return tab;
  }

  /** Closes the tab before the page. */
  public void reveal(String tab) {
    page.call("Target.closeTarget", "targetId", tab);
    page.call("Page.bringToFront");
    await().until(() -> evaluate("document.hidden").equals("false"));
  }

  /**
   * What the browser did while something ran: events as of {@code chrome://tracing}, times in
   * microseconds, {@code dur} by the clock and {@code tdur} of CPU.
   */
  public List<JsonNode> trace(Runnable something) {
    traced.clear();
    traceEnded = new CompletableFuture<>();
    page.call(
        "Tracing.start",
        "transferMode",
        "ReportEvents",
        "traceConfig",
        Map.of(
            "recordMode",
            "recordUntilFull",
            "includedCategories",
            List.of("devtools.timeline", "disabled-by-default-devtools.timeline")));
    something.run();
    page.call("Tracing.end");
    traceEnded.orTimeout(2, TimeUnit.MINUTES).join();
    return List.copyOf(traced);
  }

  /** What the page has cost so far: {@code TaskDuration} is the CPU time of its thread, seconds. */
  public Map<String, Double> metrics() {
    page.call("Performance.enable", "timeDomain", "threadTicks");
    Map<String, Double> values = new HashMap<>();
    page.call("Performance.getMetrics")
        .path("metrics")
        .forEach(m -> values.put(m.path("name").asText(), m.path("value").asDouble()));
    return values;
  }

  /** Bytes of JavaScript's heap that are in use after a collection. */
  public double heapAfterCollection() {
    page.call("HeapProfiler.collectGarbage");
    return page.call("Runtime.getHeapUsage").path("usedSize").asDouble();
  }

  /** Saves what the page looks like, small enough for a README. */
  public void picture(Path file) throws IOException {
    save(page.call("Page.captureScreenshot", "format", "webp", "quality", 82), file);
  }

  /** Saves what the page looks like. */
  public void screenshot(Path file) throws IOException {
    save(page.call("Page.captureScreenshot"), file);
  }

  private static void save(JsonNode picture, Path file) throws IOException {
    Files.write(file, java.util.Base64.getDecoder().decode(picture.get("data").asText()));
  }

  @Override
  public void close() {
    page.close();
    workers.values().forEach(DevTools::close);
    process.close();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      profile.toFile().deleteOnExit();
    }
  }

  private void take(JsonNode event) {
    String method = event.path("method").asText();
    if (method.equals("Page.fileChooserOpened")) {
      hands.chooserOpened(event.get("params"));
    } else if (method.equals("Tracing.dataCollected")) {
      event.path("params").path("value").forEach(traced::add);
    } else if (method.equals("ServiceWorker.workerRegistrationUpdated")) {
      for (JsonNode registration : event.path("params").path("registrations")) {
        String scope = registration.path("scopeURL").asText();
        registrations.put(
            scope.substring(0, scope.length() - 1), registration.path("registrationId").asText());
      }
    } else if (method.equals("Tracing.tracingComplete")) {
      traceEnded.complete(null);
    } else if (method.equals("Runtime.exceptionThrown")
        || event.path("params").path("entry").path("level").asText().equals("error")) {
      problems.add(event.toString());
    }
  }
}
