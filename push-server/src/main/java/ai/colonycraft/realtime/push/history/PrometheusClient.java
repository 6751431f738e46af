package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.history.HistoryException.Reason;
import ai.colonycraft.realtime.push.metrics.Reminder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Prometheus by its <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP
 * API</a>. Bounded in time and bytes. Thread-safe.
 */
final class PrometheusClient {

  private static final Logger LOG = LoggerFactory.getLogger(PrometheusClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration REMINDER = Duration.ofMinutes(1);
  private static final int MOST_BYTES = 16 << 20;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final String base;
  private final Reminder failures = new Reminder(Clock.systemUTC(), REMINDER);

  PrometheusClient(URI prometheus) {
    base = prometheus.toString().replaceFirst("/+$", "") + "/api/v1/";
  }

  /** The series of a query at times from the first to the last one, epoch seconds. */
  JsonNode range(String query, long first, long last, long step) throws HistoryException {
    return ask("query_range", query, "&start=%d&end=%d&step=%d".formatted(first, last, step));
  }

  /** The series of a query at one time, epoch seconds. */
  JsonNode instant(String query, long time) throws HistoryException {
    return ask("query", query, "&time=" + time);
  }

  /** The names of all metrics. */
  JsonNode names() throws HistoryException {
    return data(request("label/__name__/values").GET().build());
  }

  private JsonNode ask(String endpoint, String query, String times) throws HistoryException {
    String form =
        "query=%s&timeout=%ds%s"
            .formatted(URLEncoder.encode(query, StandardCharsets.UTF_8), ANSWER.toSeconds(), times);
    return data(request(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build())
        .path("result");
  }

  private HttpRequest.Builder request(String endpoint) {
    return HttpRequest.newBuilder(URI.create(base + endpoint)).timeout(ANSWER);
  }

  private JsonNode data(HttpRequest request) throws HistoryException {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      byte[] body;
      try (InputStream in = response.body()) {
        body = in.readNBytes(MOST_BYTES + 1);
      }
      if (body.length > MOST_BYTES || response.statusCode() == 422) {
        throw tooMuch();
      }
      JsonNode json = response.statusCode() == 200 ? JSON.readTree(body) : null;
      if (json == null || !json.path("status").asText().equals("success")) {
        warn("answers " + response.statusCode());
        throw away();
      }
      return json.path("data");
    } catch (HttpTimeoutException e) {
      warn("does not answer: " + e.getMessage());
      throw tooMuch();
    } catch (IOException e) {
      warn("does not answer: " + e);
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    }
  }

  /** Once a minute at most, since anybody may ask. */
  private synchronized void warn(String what) {
    long times = failures.happened();
    if (times > 0) {
      LOG.warn("Prometheus ({}) {}, {} time(s)", base, what, times);
    }
  }

  private static HistoryException tooMuch() {
    return new HistoryException(
        Reason.TOO_SLOW,
        "this is more than Prometheus answers in %d s; ask for less time or a longer step"
            .formatted(ANSWER.toSeconds()));
  }

  private static HistoryException away() {
    return new HistoryException(
        Reason.AWAY, "Prometheus does not answer, or refuses; the log of the push server says why");
  }
}
