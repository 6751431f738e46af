package ai.colonycraft.realtime.push.transport.guard;

import static ai.colonycraft.realtime.push.support.Updates.total;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens on real sockets. */
class AuthenticationTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Issuer issuer;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    start("--auth.clock-skew", "0 s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesAClientWhoseUpgradeHasAToken() {
    server.publish(total("active_users", 5));
    try (TestClient client =
        connect("/stream", "Authorization", "Bearer " + issuer.token("metrics:read"))) {
      client.waitFor("active_users=5");
    }
  }

  @Test
  void servesABrowserAfterItsFirstMessageOnly() {
    server.publish(total("active_users", 5));
    try (TestClient client = connect("/stream", "Origin", origin())) {
      client.send(authenticate(issuer.token("metrics:read")));

      client.waitFor("active_users=5");
      assertThat(client.messages().get(0).at("/authenticated/expires").asLong())
          .isGreaterThan(System.currentTimeMillis());
      assertThat(server.connections()).isEqualTo(1);
    }
    await().until(() -> server.connections() == 0);
  }

  /** A request that only says it wants a WebSocket must not be served as if it had a token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/metrics/active_users",
        "/api/notifications",
        "/api/flamegraph",
        "/api/objectives",
        "/sse/metrics",
        "/sse/notifications",
        "/metrics",
        "/stream",
        "/notifications/stream"
      })
  void servesNoPlainRequestThatSaysItIsAnUpgrade(String path) throws Exception {
    server.publish(total("active_users", 5));
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String request =
          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: %s\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n";
      socket
          .getOutputStream()
          .write(request.formatted(path, server.port(), origin()).getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).containsPattern("^HTTP/1.1 4(01|26) ").doesNotContain("active_users");
    }
  }

  /**
   * Also a path that another handler may be mapped to: nothing is answered to a client without a
   * token.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/notifications/stream"})
  void tellsNothingAndClosesWithoutATokenInTime(String path) throws Exception {
    server.close();
    start("--auth.deadline", "300 ms");
    server.publish(total("active_users", 5));
    TestClient client;
    try {
      client = connect(path, "Origin", origin());
    } catch (CompletionException e) {
      assertThat(path).isNotEqualTo("/stream");
      return;
    }
    try (client) {
      assertThat(client.waitForClose()).isEqualTo(4403);
      assertThat(client.messages()).isEmpty();
      assertThat(server.metrics.tokensRefused.of(Refusal.NO_TOKEN)).isEqualTo(1);
      assertThat(server.hub.selectors()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'action':'subscribe','metric':'authenticate'}",
        "{'action':'ping'}",
        "not json",
        "{'action':'authenticate'}",
        "{'action':'authenticate','token':'x'}"
      })
  void closesWhenTheFirstMessageHoldsNoToken(String message) {
    try (TestClient client = connect("/stream", "Origin", origin())) {
      client.send(message);

      assertThat(client.waitForClose()).isEqualTo(4403);
      assertThat(client.messages()).isEmpty();
    }
  }

  @Test
  void closesWhenTheFirstMessageIsForOtherThings() {
    try (TestClient client = connect("/stream", "Origin", origin())) {
      client.send(authenticate(issuer.token("alerts:write")));

      assertThat(client.waitForClose()).isEqualTo(4403);
      assertThat(client.closeReason()).isEqualTo("the token has no scope metrics:read");
      assertThat(server.metrics.tokensRefused.of(Refusal.SCOPE)).isEqualTo(1);
    }
  }

  @Test
  void closesWhenTheTokenEnds() {
    try (TestClient client =
        connect(
            "/stream",
            "Authorization",
            "Bearer " + issuer.token("metrics:read", Duration.ofSeconds(2)))) {
      client.settle();

      assertThat(client.waitForClose()).isEqualTo(4501);
      assertThat(client.closeReason()).isEqualTo("the token ended");
      assertThat(server.metrics.tokensEnded.sum()).isEqualTo(1);
    }
  }

  @Test
  void endsAStreamOfEventsWithItsToken() throws Exception {
    HttpRequest request =
        get("/sse/metrics?metric=a")
            .header("Authorization", "Bearer " + token(Duration.ofSeconds(2)))
            .build();
    HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);

    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    assertThat(server.metrics.tokensEnded.sum()).isEqualTo(1);
  }

  @Test
  void goesOnWithARenewedToken() {
    try (TestClient shorter =
            connect("/stream", "Authorization", "Bearer " + token(Duration.ofSeconds(2)));
        TestClient renewed =
            connect("/stream", "Authorization", "Bearer " + token(Duration.ofSeconds(2)))) {
      renewed.send(authenticate(token(Duration.ofHours(1))));
      renewed.waitFor(m -> m.has("authenticated"));

      assertThat(shorter.waitForClose()).isEqualTo(4501);
      renewed.settle();
      assertThat(renewed.isClosed()).isFalse();
    }
  }

  @Test
  void keepsTheConnectionWhenARenewalIsRefusedUntilThatIsTooMuch() {
    try (TestClient client =
        connect("/stream", "Authorization", "Bearer " + token(Duration.ofHours(1)))) {
      for (int i = 1; i < GuardedConnection.MOST_BAD_RENEWALS; i++) {
        client.send(authenticate("x"));
      }
      client.settle();
      assertThat(client.isClosed()).isFalse();
      assertThat(client.messages().get(0).at("/error/code").asText()).isEqualTo("bad_token");

      client.send(authenticate("x"));

      assertThat(client.waitForClose()).isEqualTo(4403);
    }
  }

  @Test
  void refusesUpgradesOfOtherOriginsAndWithoutAnything() throws Exception {
    assertThatThrownBy(() -> connect("/stream", "Origin", "https://evil.example"))
        .hasStackTraceContaining("403");
    assertThatThrownBy(() -> connect("/stream")).hasStackTraceContaining("401");
    assertThat(server.metrics.upgradesRefused.of(Refusal.ORIGIN)).isEqualTo(1);
    assertThat(server.metrics.upgradesRefused.of(Refusal.NO_TOKEN)).isEqualTo(1);
  }

  @Test
  void refusesUpgradesOfOtherOriginsWithoutTokensToo() throws Exception {
    server.close();
    server = TestTransport.start("--http.origins", "https://app.example.com");

    assertThatThrownBy(() -> connect("/stream", "Origin", "https://evil.example"))
        .hasStackTraceContaining("403");
    connect("/stream", "Origin", "https://app.example.com").settle().close();
    connect("/stream", "Origin", origin()).settle().close();
    connect("/stream").settle().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/metrics", "/sse/metrics", "/api/notifications", "/metrics", "/stream"})
  void asksPlainRequestsForATokenAndSaysSo(String path) throws Exception {
    HttpResponse<String> response = HTTP.send(get(path).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(response.body()).contains("Expected Authorization: Bearer and a token for");
    assertThat(server.metrics.requestsRefused.of(Refusal.NO_TOKEN)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/client.js", "/healthz"})
  void leavesThePagesOpen(String path) throws Exception {
    assertThat(HTTP.send(get(path).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/..;/api/metrics", "/%61pi/metrics", "//api/metrics", "/x/../api/metrics"})
  void isNotDeceivedByOtherSpellingsOfAPath(String path) throws Exception {
    assertThat(HTTP.send(get(path).build(), BodyHandlers.ofString()).statusCode())
        .isIn(400, 401, 404);
  }

  private void start(String... settings) throws Exception {
    server =
        TestTransport.start(
            Stream.concat(
                    Stream.of("--auth.secret", folder.resolve("secret").toString()),
                    Stream.of(settings))
                .toArray(String[]::new));
  }

  private String token(Duration valid) {
    return issuer.token("metrics:read", valid);
  }

  private static String authenticate(String token) {
    return "{'action':'authenticate','token':'" + token + "'}";
  }

  private TestClient connect(String path, String... headers) {
    return TestClient.connect(HTTP, URI.create("ws://127.0.0.1:" + server.port() + path), headers);
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  private String origin() {
    return "http://127.0.0.1:" + server.port();
  }
}
