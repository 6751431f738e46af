package ai.colonycraft.realtime.push.reach.webpush;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.metrics.PushResult;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.PushKeys;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from the server to a push service, and what its answers mean. */
class WebPushTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private LocalPushService service;
  private TestTransport server;
  private PushKeys browser;

  @BeforeEach
  void start() throws Exception {
    browser = new PushKeys();
    service = new LocalPushService();
    server = TestTransport.start(LocalPushService.settings(folder));
    server.publish(notice("n/1 +x", "critical", "Billing fails", "billing"));
  }

  @AfterEach
  void stop() {
    server.close();
    service.close();
  }

  @Test
  void aMessageIsEncryptedSignedAndReadByAnotherProgram() throws Exception {
    subscribe("a");

    Outcome outcome = send(Notice.Kind.OPENED);

    assertThat(outcome.status()).isEqualTo(Outcome.Status.ACCEPTED);
    LocalPushService.Received message = service.received().get(0);
    assertThat(message.header("TTL")).isEqualTo("43200");
    assertThat(message.header("Urgency")).isEqualTo("high");
    assertThat(message.header("Topic")).hasSize(24);
    assertThat(message.header("Content-Encoding")).isEqualTo("aes128gcm");
    assertThat(message.header("Authorization")).startsWith("vapid t=");
    JsonNode read = browser.decrypt(message.body());
    assertThat(read.get("web_push").asInt()).isEqualTo(8030);
    assertThat(read.at("/notification/title").asText()).isEqualTo("Billing fails");
    assertThat(read.at("/notification/tag").asText()).isEqualTo(message.header("Topic"));
    assertThat(read.at("/notification/navigate").asText()).isEqualTo("/incidents/n%2F1%20%2Bx");
  }

  @Test
  void eachOfManyMessagesAtOnceCanBeRead() throws Exception {
    subscribe("a");
    for (int wave = 0; wave < 10; wave++) {
      List<CompletableFuture<Outcome>> outcomes =
          IntStream.range(0, 60).mapToObj(i -> sending(Notice.Kind.OPENED)).toList();
      assertThat(outcomes)
          .allSatisfy(o -> assertThat(o.join().status()).isEqualTo(Outcome.Status.ACCEPTED));
    }

    List<byte[]> messages =
        service.received().stream().map(LocalPushService.Received::body).toList();
    assertThat(browser.decrypt(messages)).hasSize(600);
  }

  @Test
  void theTokenOfAMessageAcknowledgesItsIncidentAndDoesNothingElse() throws Exception {
    subscribe("a");
    server.publish(notice("n2", "critical", "Gateway fails", "gateway"));
    send(Notice.Kind.OPENED);
    String token =
        browser.decrypt(service.received().get(0).body()).at("/notification/data/token").asText();

    assertThat(acknowledge("n2", token)).isEqualTo(401);
    assertThat(acknowledge("n%2F1%20%2Bx", token + "x")).isEqualTo(401);
    assertThat(get("/api/notifications", "Acknowledge " + token)).isEqualTo(403);
    assertThat(acknowledge("n%2F1%20%2Bx", token)).isEqualTo(200);

    assertThat(server.notifications.find("n/1 +x").orElseThrow().acknowledgement().by())
        .isEqualTo("ada");
    assertThat(server.notifications.find("n2").orElseThrow().acknowledgement()).isNull();
  }

  @Test
  void aSubscriptionThatIsGoneIsForgotten() throws Exception {
    subscribe("a");
    service.answer(410, null);

    assertThat(send(Notice.Kind.OPENED).status()).isEqualTo(Outcome.Status.REFUSED);

    assertThat(ada().devices()).isEmpty();
    assertThat(server.metrics.webPushDevicesPruned.sum()).isEqualTo(1);
    assertThat(server.metrics.webPushes.of(PushResult.GONE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 400, 401, 403, 413, 429, 500, 502, 503})
  void noOtherAnswerForgetsASubscription(int status) throws Exception {
    subscribe("a");
    service.answer(status, null);

    Outcome outcome = send(Notice.Kind.OPENED);

    assertThat(outcome.status())
        .isEqualTo(status == 429 || status >= 500 ? Outcome.Status.LATER : Outcome.Status.REFUSED);
    assertThat(ada().devices()).hasSize(1);
    assertThat(service.received()).hasSize(1);
  }

  @Test
  void aServiceThatAsksToWaitGetsNoRequestBefore() throws Exception {
    subscribe("a");
    service.answer(429, "120");
    Outcome first = send(Notice.Kind.OPENED);
    service.answer(201, null);

    Outcome second = send(Notice.Kind.OPENED);

    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(120));
    assertThat(second.status()).isEqualTo(Outcome.Status.LATER);
    assertThat(second.retryAfter()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
    assertThat(service.received()).hasSize(1);
  }

  @Test
  void aBrowserWhoseServiceIsBusyIsReachedLaterThanAnother() throws Exception {
    subscribe("a");
    subscribe("b");
    service.refuseOnce("b");

    assertThat(send(Notice.Kind.OPENED).status()).isEqualTo(Outcome.Status.ACCEPTED);

    await().until(() -> server.metrics.webPushes.of(PushResult.ACCEPTED) == 2);
    assertThat(server.metrics.webPushes.of(PushResult.LATER)).isEqualTo(1);
  }

  @Test
  void aServiceThatIsAwayIsAskedLater() throws Exception {
    subscribe("a");
    service.close();

    assertThat(send(Notice.Kind.OPENED).status()).isEqualTo(Outcome.Status.LATER);
    assertThat(ada().devices()).hasSize(1);
  }

  @Test
  void whoTookItReplacesTheFirstMessageInSilence() throws Exception {
    subscribe("a");
    send(Notice.Kind.OPENED);

    send(Notice.Kind.HANDLED);

    JsonNode first = browser.decrypt(service.received().get(0).body()).get("notification");
    JsonNode second = browser.decrypt(service.received().get(1).body()).get("notification");
    assertThat(second.get("tag")).isEqualTo(first.get("tag"));
    assertThat(second.get("title").asText()).isEqualTo("Acknowledged by bob: Billing fails");
    assertThat(second.get("silent").asBoolean()).isTrue();
    assertThat(second.get("actions")).hasSize(1);
    assertThat(second.get("data").has("token")).isFalse();
  }

  @Test
  void aTestMessageSaysWhatTheServiceAnswered() throws Exception {
    subscribe("a");
    String device = ada().devices().get(0).id();
    String path = "/api/people/me/test?person=ada&device=";

    assertThat(post(path + device, null, "").body()).contains("\"outcome\":\"accepted\"");
    assertThat(post(path + "other", null, "").statusCode()).isEqualTo(404);
  }

  @Test
  void theKeyIsKeptForItsOwnerAloneAndReadAgain() throws Exception {
    Path file = folder.resolve("key.pem");
    String before = VapidKeys.read(file).publicKey();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(VapidKeys.read(file).publicKey()).isEqualTo(before);
    assertThat(Base64.getUrlDecoder().decode(before)).hasSize(65);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void titlesAndBodiesOfAnyTextFit() {
    for (String one : List.of("x", "\u0001", "\ud83d\ude00", "\ud800", "\"")) {
      Notice notice =
          new Notice(
              "id",
              Notice.Kind.ESCALATED,
              incident(one.repeat(5_000)),
              one.repeat(5_000),
              1,
              Optional.empty(),
              Instant.EPOCH);

      assertThat(PushPayload.of(notice, Optional.of("t".repeat(300)), "de").orElseThrow())
          .hasSizeLessThanOrEqualTo(PushPayload.MOST_BYTES);
    }
  }

  private void subscribe(String name) throws Exception {
    String body = browser.subscription(service.endpoint(name));
    HttpResponse<String> answer = post("/api/people/me/devices?person=ada", null, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private Outcome send(Notice.Kind kind) {
    return sending(kind).join();
  }

  private CompletableFuture<Outcome> sending(Notice.Kind kind) {
    Optional<String> by = kind == Notice.Kind.HANDLED ? Optional.of("bob") : Optional.empty();
    return server
        .webPush
        .orElseThrow()
        .send(
            new Notice("id", kind, incident("Billing fails"), "Text", 0, by, Instant.now()), ada())
        .toCompletableFuture();
  }

  private Person ada() {
    return server.people.find("ada").orElseThrow();
  }

  private static Incident incident(String title) {
    return new Incident(
        "n/1 +x",
        "critical",
        title,
        "rule",
        0,
        Optional.empty(),
        0,
        Map.of(),
        List.of(),
        List.of());
  }

  private int acknowledge(String id, String token) throws Exception {
    return post("/api/notifications/" + id + "/ack", "Acknowledge " + token, "{}").statusCode();
  }

  private int get(String path, String authorization) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(uri(path)).header("Authorization", authorization).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> post(String path, String authorization, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
