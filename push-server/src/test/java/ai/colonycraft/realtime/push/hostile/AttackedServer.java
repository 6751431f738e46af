package ai.colonycraft.realtime.push.hostile;

import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server with a heap of 256 MB, a broker, and records that come all the time. A second one may
 * stand beside it, behind a proxy and with tokens.
 */
final class AttackedServer implements AutoCloseable {

  static final int SERIES = 500;
  static final int NOTIFICATIONS = 10_000;

  /** Services whose incidents the notifications are, every second one. */
  private static final int SERVICES = 500;

  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern LISTENS = Pattern.compile("Live numbers at http://[^:]+:(\\d+)/");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder = Files.createTempDirectory("attacked");
  private final Path log = folder.resolve("log.txt");
  private final TestBroker broker;
  private final boolean ownsBroker;
  private final Process process;
  private final Door door;
  private volatile boolean closed;

  /** Starts a broker, fills it, and starts a server with default settings. */
  AttackedServer() throws Exception {
    broker = new TestBroker().start();
    ownsBroker = true;
    broker.createTopics(
        "live-updates",
        "activity-feed",
        "notifications",
        "actions",
        "flamegraphs",
        "client-reports");
    fill();
    process = start(List.of());
    door = new Door(waitForPort(), null, false);
    waitUntilLoaded();
    Thread feed = new Thread(this::feed, "feed");
    feed.setDaemon(true);
    feed.start();
  }

  /** Starts another server on the broker of one, behind a proxy. */
  AttackedServer(AttackedServer other) throws Exception {
    broker = other.broker;
    ownsBroker = false;
    Path secret = folder.resolve("secret");
    Issuer issuer = Issuer.in(secret);
    process =
        start(
            List.of(
                "--http.behind-proxy",
                "tls",
                "--auth.secret",
                secret.toString(),
                // A tenth of what the attack on them asks for.
                "--http.connections",
                "150"));
    door = new Door(waitForPort(), issuer.token(Issuer.ALL), true);
    waitUntilLoaded();
  }

  private Process start(List<String> settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-classpath",
                System.getProperty("java.class.path"),
                PushServer.class.getName(),
                "--http.port",
                "0",
                "--kafka.bootstrap.servers",
                broker.address()));
    command.addAll(settings);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** How clients reach it. */
  Door door() {
    return door;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  long logBytes() throws IOException {
    return Files.size(log);
  }

  /** What {@code /metrics} has under a name, summed over its labels. */
  double metric(String name) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/metrics"))
            .timeout(Duration.ofSeconds(20));
    if (door.token() != null) {
      request.header("Authorization", "Bearer " + door.token());
    }
    return http.send(request.build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What connections of this machine hold in the kernel, in bytes. */
  static long kernelBytes() throws IOException {
    Matcher pages =
        Pattern.compile("TCP: .* mem (\\d+)")
            .matcher(Files.readString(Path.of("/proc/net/sockstat")));
    return pages.find() ? Long.parseLong(pages.group(1)) * 4_096 : -1;
  }

  private void fill() {
    String text = "x".repeat(1_000);
    for (int i = 0; i < NOTIFICATIONS; i++) {
      broker.sendLater(
          "notifications",
          "n" + i,
          "{\"id\":\"n%d\",\"type\":\"%s\",\"title\":\"T\",\"message\":\"%s\",\"timestamp\":1000,\"source\":\"s\",\"context\":{\"service\":\"s%d\"}}"
              .formatted(i, i % 2 == 0 ? "info" : "critical", text, i % SERVICES));
    }
    long start = System.currentTimeMillis() / 60_000 * 60_000;
    for (int window = 1; window <= 10; window++) {
      String frames =
          IntStream.range(0, 9_000)
              .mapToObj(
                  i ->
                      "{\"level\":%d,\"label\":\"frame number %d\",\"count\":1,\"timeMicros\":%d,\"cpuMicros\":1,\"tokens\":1}"
                          .formatted(i % 900 + 1, i, 1_000 + i))
              .collect(Collectors.joining(","));
      broker.sendLater(
          "flamegraphs",
          "w" + window,
          "{\"view\":\"calls\",\"service\":\"*\",\"start\":%d,\"end\":%d,\"complete\":true,\"traces\":3,\"frames\":[%s]}"
              .formatted(start - window * 60_000L, start, frames));
    }
    for (int i = 0; i < 100_000; i++) {
      wide(i, System.currentTimeMillis() - 1_000L * (100_000 - i) / SERIES);
    }
  }

  private void wide(int number, long time) {
    String node = "node-" + number % SERIES;
    broker.sendLater(
        "live-updates",
        "wide{" + node + "}",
        "{\"metric\":\"wide\",\"labels\":{\"node\":\"%s\"},\"value\":%d.25,\"timestamp\":%d}"
            .formatted(node, number, time));
  }

  /** 20 updates a second of the honest client's metric, and 200 of others. */
  private void feed() {
    try {
      for (int i = 0; !closed; i++) {
        long now = System.currentTimeMillis();
        broker.sendLater(
            "live-updates",
            HonestClient.METRIC,
            "{\"metric\":\"%s\",\"value\":%d,\"timestamp\":%d}"
                .formatted(HonestClient.METRIC, HonestClient.micros(), now));
        for (int j = 0; j < 10; j++) {
          wide(i * 10 + j, now);
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int waitForPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      Matcher listens = LISTENS.matcher(log());
      if (listens.find()) {
        return Integer.parseInt(listens.group(1));
      }
      Thread.sleep(50);
    }
    throw new IOException("The server did not start:\n" + log());
  }

  /** Before that it sends its clients nothing. */
  private void waitUntilLoaded() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/readyz")).build();
    long end = System.nanoTime() + START.toNanos();
    while (http.send(request, BodyHandlers.discarding()).statusCode() != 200) {
      if (System.nanoTime() > end) {
        throw new IOException("The server did not load its topics:\n" + log());
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (ownsBroker) {
      broker.close();
    }
    Files.deleteIfExists(folder.resolve("secret"));
    Files.deleteIfExists(log);
    Files.deleteIfExists(folder);
  }
}
