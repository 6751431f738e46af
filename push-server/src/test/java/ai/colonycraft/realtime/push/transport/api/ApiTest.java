package ai.colonycraft.realtime.push.transport.api;

import static ai.colonycraft.realtime.push.support.Updates.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class ApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CATALOGUE = Path.of("src/main/resources/contract/catalogue.json");

  private TestTransport server;

  @Test
  void servesTheCatalogueOfTheContract() throws Exception {
    HttpResponse<String> response = get("/api/metrics");

    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEqualTo(Files.readString(CATALOGUE));
  }

  @Test
  void servesTheRecentPastOfTheSeriesThatTheLabelsSelect() throws Exception {
    long now = System.currentTimeMillis() / 1_000 * 1_000;
    publish("active_users", Map.of(), now - Duration.ofMinutes(20).toMillis(), 1);
    publish("active_users", Map.of(), now - 2_000, 2);
    publish("active_users", Map.of(), now, 2.5);
    publish("active_users", Map.of("platform", "web"), now, 7);

    JsonNode total = json(get("/api/metrics/active_users"));
    JsonNode byPlatform = json(get("/api/metrics/active_users?minutes=30&platform=*"));
    JsonNode longer = json(get("/api/metrics/active_users?minutes=30"));

    assertThat(total.path("series"))
        .hasToString("[{\"labels\":{},\"points\":[[%d,2],[%d,2.5]]}]".formatted(now - 2_000, now));
    assertThat(total.path("minutes").asInt()).isEqualTo(15);
    assertThat(byPlatform.path("series"))
        .hasToString("[{\"labels\":{\"platform\":\"web\"},\"points\":[[%d,7]]}]".formatted(now));
    assertThat(longer.path("series").path(0).path("points")).hasSize(3);
  }

  @Test
  void compressesALongAnswerForAClientThatTakesIt() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/metrics")).header("Accept-Encoding", "gzip").build();

    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
        .isEqualTo(Files.readAllBytes(CATALOGUE));
  }

  @Test
  void leavesOfEachStepTheLastPoint() throws Exception {
    long start = System.currentTimeMillis() / 20_000 * 20_000 - 60_000;
    for (int second : List.of(0, 5, 19, 20, 39, 45)) {
      publish("active_users", Map.of(), start + second * 1_000, second);
    }

    JsonNode points =
        json(get("/api/metrics/active_users?step=20")).path("series").path(0).path("points");

    assertThat(points)
        .hasToString(
            "[[%d,19],[%d,39],[%d,45]]".formatted(start + 19_000, start + 39_000, start + 45_000));
  }

  @Test
  void theBucketsOfAHistogramAreKnownBeforeThereAreAny() throws Exception {
    assertThat(json(get("/api/metrics/session_duration_minutes_bucket?le=*")).path("series"))
        .isEmpty();
  }

  @Test
  void aKnownMetricWithoutSeriesHasNoneAndAnUnknownOneIsNotFound() throws Exception {
    assertThat(json(get("/api/metrics/active_users")).path("series")).isEmpty();

    HttpResponse<String> unknown = get("/api/metrics/dance");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("error").path("code").asText()).isEqualTo("unknown_metric");
  }

  @Test
  void answersWithAsManySeriesAsItMayAndSaysWhenThereAreMore() throws Exception {
    IntStream.range(0, MetricsApi.SERIES)
        .forEach(i -> publish("m", Map.of("n", "" + i), System.currentTimeMillis(), i));
    JsonNode whole = json(get("/api/metrics/m?n=*"));
    assertThat(whole.path("series")).hasSize(MetricsApi.SERIES);
    assertThat(whole.path("truncated").asBoolean()).isFalse();

    publish("m", Map.of("n", "more"), System.currentTimeMillis(), 1);

    JsonNode cut = json(get("/api/metrics/m?n=*"));
    assertThat(cut.path("series")).hasSize(MetricsApi.SERIES);
    assertThat(cut.path("truncated").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"minutes=0", "minutes=61", "minutes=x"})
  void refusesMinutesThatAreNone(String query) throws Exception {
    HttpResponse<String> response = get("/api/metrics/active_users?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("error").path("message").asText())
        .isEqualTo("minutes: expected a whole number from 1 to 60");
  }

  @Test
  void takesTheLeastAndTheMostMinutes() throws Exception {
    assertThat(get("/api/metrics/active_users?minutes=1").statusCode()).isEqualTo(200);
    assertThat(get("/api/metrics/active_users?minutes=60").statusCode()).isEqualTo(200);
  }

  @Test
  void listsNotificationsNewestFirst() throws Exception {
    server.publish(notice("n0", "a"), notice("n1", "b"), notice("n2", "c"));

    JsonNode all = json(get("/api/notifications"));
    assertThat(all.path("notifications"))
        .extracting(n -> n.path("id").asText())
        .containsExactly("n2", "n1", "n0");
    assertThat(all.path("epoch").asText()).isEqualTo(TestTransport.EPOCH);
    assertThat(all.path("seq").asInt()).isEqualTo(2);
    assertThat(json(get("/api/notifications?limit=1")).path("notifications")).hasSize(1);
    assertThat(json(get("/api/notifications?since=1")).path("notifications"))
        .extracting(n -> n.path("id").asText())
        .containsExactly("n2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "since=-2"})
  void refusesLimitsThatAreNone(String query) throws Exception {
    assertThat(get("/api/notifications?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void listsTheIncidentsThatAreOpenApartFromThoseThatHaveEnded() throws Exception {
    Notice ended = Platform.notice("n2", "critical", "Ended", "billing");
    server.publish(
        Platform.notice("n1", "warning", "Open", "billing"),
        ended,
        Platform.notice("n3", "info", "Only news", "billing"),
        Platform.resolved(ended));

    assertThat(
            json(get("/api/notifications?state=open")).path("notifications").findValuesAsText("id"))
        .containsExactly("n1");
    assertThat(
            json(get("/api/notifications?state=resolved"))
                .path("notifications")
                .findValuesAsText("id"))
        .containsExactly("n2");
    assertThat(get("/api/notifications?state=over").statusCode()).isEqualTo(400);
  }

  @Test
  void saysThatItIsLoadingUntilItKnowsWhatKafkaHolds() throws Exception {
    server.accept(List.of(new StreamEvent.Began(Stream.NOTIFICATIONS, "e", -1)));

    HttpResponse<String> list = get("/api/notifications");
    HttpResponse<String> ack = post("/api/notifications/n1/ack", "");

    assertThat(list.statusCode()).isEqualTo(503);
    assertThat(list.headers().firstValue("Retry-After")).isPresent();
    assertThat(ack.statusCode()).isEqualTo(503);
  }

  @Test
  void anAcknowledgementReachesEveryClientThatAskedAndTheList() throws Exception {
    String id = "rule/u-1/100 % %41";
    server.publish(notice(id, "m"));
    try (TestClient client = TestClient.connectToNotifications(server.port())) {
      client.send("{'action':'subscribe'}").settle();

      HttpResponse<String> response =
          post("/api/notifications/rule%2Fu-1%2F100%20%25%20%2541/ack", "{\"by\":\"ada\"}");

      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(json(response).path("id").asText()).isEqualTo(id);
      client.waitFor(m -> m.path("ack").path("id").asText().equals(id));
      JsonNode listed = json(get("/api/notifications")).path("notifications").path(0);
      assertThat(listed.path("acknowledged").path("by").asText()).isEqualTo("ada");
      assertThat(listed.path("seq").asInt(-1)).isZero();
    }
  }

  @Test
  void acknowledgingTwiceAnswersWithTheFirstAndWritesNothing() throws Exception {
    server.publish(notice("n1", "m"));
    String first = post("/api/notifications/n1/ack", "{\"by\":\"ada\"}").body();

    HttpResponse<String> again = post("/api/notifications/n1/ack", "{\"by\":\"bob\"}");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first).contains("ada");
    assertThat(server.notifications.actions("n1").acts()).hasSize(1);
  }

  @Test
  void saysToComeAgainWhenKafkaIsAway() throws Exception {
    server.publish(notice("n1", "m"));
    server.kafkaAway.set(true);

    HttpResponse<String> response = post("/api/notifications/n1/ack", "");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(server.notifications.find("n1").orElseThrow().acknowledgement()).isNull();
  }

  @Test
  void refusesToAcknowledgeWhatItDoesNotKnow() throws Exception {
    assertThat(post("/api/notifications/n9/ack", "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "[]", "{\"by\":7}", "{\"by\":\"a\"} {}"})
  void refusesABodyThatIsNone(String body) throws Exception {
    server.publish(notice("n1", "m"));

    assertThat(post("/api/notifications/n1/ack", body).statusCode()).isEqualTo(400);
  }

  @Test
  void takesABodyAtItsLimitAndNotOneByteMore() throws Exception {
    server.publish(notice("n1", "m"), notice("n2", "m"));
    String body = "{\"by\":\"ada\",\"pad\":\"" + "x".repeat(1_024 - 21) + "\"}";
    assertThat(body).hasSize(1_024);

    assertThat(post("/api/notifications/n1/ack", body).statusCode()).isEqualTo(200);
    assertThat(post("/api/notifications/n2/ack", body + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void takesANameAtItsLimitAndNotOneLetterMore() throws Exception {
    server.publish(notice("n1", "m"), notice("n2", "m"));
    String by = "{\"by\":\"%s\"}";

    assertThat(post("/api/notifications/n1/ack", by.formatted("x".repeat(200))).statusCode())
        .isEqualTo(200);
    assertThat(post("/api/notifications/n2/ack", by.formatted("x".repeat(201))).statusCode())
        .isEqualTo(400);
  }

  @Test
  void anAcknowledgementIsPosted() throws Exception {
    server.publish(notice("n1", "m"));

    assertThat(get("/api/notifications/n1/ack").statusCode()).isEqualTo(405);
  }

  private void publish(String metric, Map<String, String> labels, long time, Number value) {
    server.publish(new Update(metric + labels, metric, labels, value, time));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
