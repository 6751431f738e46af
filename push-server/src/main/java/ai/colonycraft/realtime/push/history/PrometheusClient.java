package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.history.HistoryException.Reason;
import ai.colonycraft.realtime.push.metrics.Reminder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Prometheus by its <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP
 * API</a>. All requests of one {@link Question} together are bounded in time, and each answer in
 * bytes. Thread-safe.
 */
final class PrometheusClient {

  private static final Logger LOG = LoggerFactory.getLogger(PrometheusClient.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration REMINDER = Duration.ofMinutes(1);
  private static final int MOST_BYTES = 4 << 20;
  private static final int REFUSED = 400;

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

  /** Begins a question, from when on its requests have 10 s. */
  Question begin() {
    return new Question(System.nanoTime() + ANSWER.toNanos());
  }

  /** Requests that have a deadline together. */
  final class Question {

    private final long deadline;

    private Question(long deadline) {
      this.deadline = deadline;
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
      return data(request("label/__name__/values").GET().build(), left());
    }

    private JsonNode ask(String endpoint, String query, String times) throws HistoryException {
      long left = left();
      // Prometheus gives up before its answer would be too late.
      String form =
          "query=%s&timeout=%dms%s"
              .formatted(URLEncoder.encode(query, StandardCharsets.UTF_8), left * 9 / 10, times);
      return data(
              request(endpoint)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form))
                  .build(),
              left)
          .path("result");
    }

    /** Milliseconds. */
    private long left() throws HistoryException {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw tooMuch();
      }
      return left;
    }
  }

  private HttpRequest.Builder request(String endpoint) {
    return HttpRequest.newBuilder(URI.create(base + endpoint));
  }

  private JsonNode data(HttpRequest request, long millis) throws HistoryException {
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request, info -> new BoundedBody(MOST_BYTES));
    try {
      return data(response.get(millis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      response.cancel(true);
      warn("does not answer in time");
      throw tooMuch();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BoundedBody.TooLargeException) {
        throw tooMuch();
      }
      warn("does not answer: " + e.getCause());
      throw away();
    } catch (IOException e) {
      warn("answers what is no JSON");
      throw away();
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw away();
    }
  }

  private JsonNode data(HttpResponse<byte[]> response) throws IOException, HistoryException {
    JsonNode json = JSON.readTree(response.body());
    if (json.path("status").asText().equals("success")) {
      return json.path("data");
    }
    String type = json.path("errorType").asText();
    if (type.equals("timeout") || type.equals("execution") || type.equals("canceled")) {
      throw tooMuch();
    }
    if (response.statusCode() == REFUSED) {
      throw new HistoryException(Reason.BAD_QUESTION, "Prometheus refuses such a question");
    }
    warn("answers " + response.statusCode());
    throw away();
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
