package ai.colonycraft.realtime.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/**
 * A page somewhere: Node with the {@code client.js} that the push server serves. Keeps every update
 * and every notification that it got; all of it is in its log too.
 */
final class PageClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPT = Path.of("src", "test", "resources", "cluster", "client.mjs");
  private static final Path CLIENT =
      Path.of("..", "push-server", "src", "main", "resources", "push-pages", "client.js");

  private static final String TOTAL = "user_activity_events_total";

  private final Process process;
  private final List<Long> rises = new ArrayList<>();
  private double most;
  private final Map<String, Double> newest = new ConcurrentHashMap<>();
  private final Map<String, Integer> notified = new HashMap<>();
  private final Map<String, String> titles = new ConcurrentHashMap<>();
  private volatile String state = "";
  private volatile String notificationState = "";

  /** Connects, and comes back whenever it must. */
  PageClient(int port, Path log) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    "node",
                    "--experimental-websocket",
                    "--no-warnings",
                    SCRIPT.toAbsolutePath().toString(),
                    CLIENT.toAbsolutePath().toString(),
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread reader = new Thread(() -> read(log), "page");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Path log) {
    try (BufferedReader lines = process.inputReader();
        Writer kept = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        kept.append(Long.toString(System.currentTimeMillis())).append(' ').append(line);
        kept.append('\n').flush();
        take(line);
      }
    } catch (IOException e) {
      state = "ended: " + e;
    }
  }

  private void take(String line) throws IOException {
    if (!line.startsWith("{")) {
      return;
    }
    JsonNode published = JSON.readTree(line);
    if (published.has("update")) {
      JsonNode update = published.get("update");
      String series = update.get("metric").asText() + update.path("labels");
      double value = update.get("value").asDouble();
      if (series.equals(TOTAL) && value > most) {
        most = value;
        synchronized (rises) {
          rises.add(System.nanoTime());
        }
      }
      newest.put(series, value);
    } else if (published.has("state")) {
      state = published.at("/state/state").asText();
    } else if (published.has("notificationState")) {
      notificationState = published.at("/notificationState/state").asText();
    } else if (published.at("/notification/kind").asText().equals("new")) {
      JsonNode notification = published.at("/notification/notification");
      synchronized (notified) {
        notified.merge(notification.get("id").asText(), 1, Integer::sum);
      }
      titles.put(notification.get("id").asText(), notification.get("title").asText());
    }
  }

  /** Waits until both its connections are open. */
  void awaitOpen() {
    Awaitility.await("the page's connections")
        .atMost(Patience.START)
        .until(() -> state.equals("open") && notificationState.equals("open"));
  }

  /** The newest value it got of a series without labels, or zero. */
  double newest(String metric) {
    return newest.getOrDefault(metric, 0.0);
  }

  /** The newest value it got of a series with one label, or zero. */
  double newest(String metric, String label, String value) {
    return newest.getOrDefault(metric + JSON.createObjectNode().put(label, value), 0.0);
  }

  /** How often each notification was received as new, by id. */
  Map<String, Integer> notified() {
    synchronized (notified) {
      return Map.copyOf(notified);
    }
  }

  /** How many notifications of this title it received. */
  long titled(String title) {
    return titles.values().stream().filter(title::equals).count();
  }

  /**
   * The longest time without news from some moment on: between two updates of the count of all
   * events that were each larger than any before. What is counted again is no news.
   *
   * @param from as {@link System#nanoTime()}
   */
  Duration longestSilence(long from) {
    synchronized (rises) {
      long longest = 0;
      for (int i = 1; i < rises.size(); i++) {
        if (rises.get(i) > from) {
          longest = Math.max(longest, rises.get(i) - rises.get(i - 1));
        }
      }
      return Duration.ofNanos(longest);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
