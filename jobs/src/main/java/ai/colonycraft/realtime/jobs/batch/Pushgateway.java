package ai.colonycraft.realtime.jobs.batch;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Sends gauges of a job to a Prometheus Pushgateway, in the text format. All gauges of a job are
 * one group there, so that a run replaces the one before.
 */
final class Pushgateway {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 300;

  private final URI group;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A client for one job.
   *
   * @param gateway its address, with the path that a proxy may give it
   * @param job value of the label {@code job}
   */
  Pushgateway(URI gateway, String job) {
    String base = gateway.toString().replaceAll("/+$", "");
    String name = URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20");
    group = URI.create(base + "/metrics/job/" + name);
  }

  /**
   * Replaces the whole group (PUT).
   *
   * @param gauges values by name
   * @throws IOException if the gateway does not take them; the message has its answer
   */
  void replace(Map<String, Double> gauges) throws IOException, InterruptedException {
    send("PUT", gauges);
  }

  /**
   * Replaces the gauges of these names alone (POST).
   *
   * @param gauges values by name
   * @throws IOException if the gateway does not take them; the message has its answer
   */
  void add(Map<String, Double> gauges) throws IOException, InterruptedException {
    send("POST", gauges);
  }

  private void send(String method, Map<String, Double> gauges)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    gauges.forEach(
        (name, value) ->
            text.append("# TYPE ")
                .append(name)
                .append(" gauge\n")
                .append(name)
                .append(' ')
                .append(value)
                .append('\n'));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(group)
                .timeout(TIMEOUT)
                .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .method(method, BodyPublishers.ofString(text.toString()))
                .build(),
            BodyHandlers.ofString());
    // A body that it can't read is answered with 400, and counted nowhere in the gateway.
    if (answer.statusCode() / 100 != 2) {
      String body = answer.body();
      throw new IOException(
          "pushgateway.url: %s %s was answered with %d: %s"
              .formatted(
                  method,
                  group,
                  answer.statusCode(),
                  body.substring(0, Math.min(body.length(), LONGEST_ANSWER)).strip()));
    }
  }
}
