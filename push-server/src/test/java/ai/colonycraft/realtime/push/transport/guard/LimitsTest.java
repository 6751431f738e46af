package ai.colonycraft.realtime.push.transport.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Damage;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that are met, and clients that stay just under them. */
class LimitsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private TestTransport server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void closesAConnectionTooManyOfOneAddressAndTakesOneWhenAPlaceIsFree() throws Exception {
    start("--limits.connections-per-address", "2");
    TestClient first = connect("/stream").settle();
    try (TestClient second = connect("/stream").settle()) {
      assertThatThrownBy(() -> connect("/stream")).hasRootCauseInstanceOf(IOException.class);
      assertThat(server.metrics.requestsRefused.of(Refusal.ADDRESS_CONNECTIONS)).isPositive();

      first.close();
      await().until(() -> server.connections() == 1);

      await().ignoreExceptions().untilAsserted(() -> connect("/stream").settle().close());
      second.settle();
    }
  }

  @Test
  void behindAProxyCountsTheAddressThatTheProxySaw() throws Exception {
    start("--limits.connections-per-address", "2", "--http.behind-proxy", "tls-and-authentication");
    String forwarded = "X-Forwarded-For";
    TestClient first = connect("/stream", forwarded, "192.0.2.1").settle();
    try (TestClient second = connect("/stream", forwarded, "9.9.9.9, 192.0.2.1").settle()) {
      assertThatThrownBy(() -> connect("/stream", forwarded, "8.8.8.8, 192.0.2.1"))
          .hasStackTraceContaining("429");
      assertThat(server.metrics.upgradesRefused.of(Refusal.ADDRESS_CONNECTIONS)).isEqualTo(1);
      assertThat(get("/healthz", forwarded, "192.0.2.1")).isEqualTo(429);
      assertThat(get("/healthz", forwarded, "192.0.2.2")).isEqualTo(200);

      first.close();

      await()
          .untilAsserted(() -> assertThat(get("/healthz", forwarded, "192.0.2.1")).isEqualTo(200));
      second.settle();
    }
  }

  @Test
  void believesNoForwardedAddressWithoutAProxy() throws Exception {
    start("--limits.requests-per-second", "1");
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      refused += get("/healthz", "X-Forwarded-For", "192.0.2." + i) == 429 ? 1 : 0;
    }

    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "x-forwarded-port",
        "X-Real-IP",
        "Forwarded",
        "Via",
        "CF-Connecting-IP",
        "True-Client-IP"
      })
  void refusesWhatAProxyForwardedThatNoSettingNames(String header) throws Exception {
    start();

    assertThat(get("/api/metrics", header, "192.0.2.1")).isEqualTo(403);
    assertThat(server.metrics.requestsRefused.of(Refusal.PROXY)).isEqualTo(1);
    assertThat(get("/api/metrics")).isEqualTo(200);
  }

  @Test
  void refusesRequestsOfAnAddressThatAsksTooOftenAndServesOthers() throws Exception {
    start("--limits.requests-per-second", "5", "--http.behind-proxy", "tls-and-authentication");
    String forwarded = "X-Forwarded-For";
    // A burst of as many as two seconds bring is taken; the next of the same moment are not.
    for (int i = 0; i < 8; i++) {
      assertThat(get("/healthz", forwarded, "192.0.2.1")).isEqualTo(200);
    }
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      refused += get("/healthz", forwarded, "192.0.2.1") == 429 ? 1 : 0;
    }

    assertThat(refused).isPositive();
    assertThat(server.metrics.requestsRefused.of(Refusal.REQUEST_RATE)).isEqualTo(refused);
    assertThat(get("/healthz", forwarded, "192.0.2.2")).isEqualTo(200);
    await()
        .pollInterval(Duration.ofSeconds(1)) // What is refused counts too.
        .untilAsserted(() -> assertThat(get("/healthz", forwarded, "192.0.2.1")).isEqualTo(200));
  }

  /** A browser gives the page an answer of another origin only with the header. */
  @ParameterizedTest
  @CsvSource({
    "/healthz, --limits.requests-per-second, 1",
    "/api/reports, --limits.reports-per-second, 1",
    "/stream, --limits.connections-per-address, 1"
  })
  void letsPagesOfOtherOriginsReadThatTheyAreLimited(String path, String limit, String value)
      throws Exception {
    String app = "https://app.example.com";
    start(limit, value, "--http.origins", app, "--http.behind-proxy", "tls-and-authentication");
    String[] headers = {"Origin", app, "X-Forwarded-For", "192.0.2.1"};
    try (TestClient client = connect("/stream", "X-Forwarded-For", "192.0.2.1").settle()) {
      HttpResponse<Void> limited =
          await()
              .pollInterval(Duration.ofMillis(1))
              .until(() -> response(path, headers), r -> r.statusCode() == 429);

      assertThat(limited.headers().firstValue("Access-Control-Allow-Origin")).contains(app);
      assertThat(limited.headers().firstValue("Access-Control-Expose-Headers"))
          .contains("Retry-After");
      headers[1] = "https://evil.example";
      assertThat(response(path, headers).headers().map())
          .doesNotContainKey("access-control-allow-origin");
      client.settle();
    }
  }

  @Test
  void takesOneHouseholdOfIpv6AddressesForOne() throws Exception {
    start("--limits.connections-per-address", "1", "--http.behind-proxy", "tls-and-authentication");
    String forwarded = "X-Forwarded-For";
    try (TestClient first = connect("/stream", forwarded, "2001:db8:1:2::1").settle()) {
      assertThat(get("/healthz", forwarded, "2001:db8:1:2:3:4:5:6")).isEqualTo(429);
      assertThat(get("/healthz", forwarded, "2001:db8:1:3::1")).isEqualTo(200);
      first.settle();
    }
  }

  @Test
  void limitsTheRequestsOfAnIpv6NetworkWhoseAddressesEachAskSeldom() throws Exception {
    start("--limits.requests-per-second", "1", "--http.behind-proxy", "tls-and-authentication");
    String forwarded = "X-Forwarded-For";
    int refused = 0;
    for (int i = 0; i < 1_000 && refused == 0; i++) {
      refused += get("/healthz", forwarded, "2001:db8:1:%x::1".formatted(i)) == 429 ? 1 : 0;
    }

    assertThat(refused).isPositive();
    assertThat(get("/healthz", forwarded, "2001:db8:2::1")).isEqualTo(200);
    assertThat(get("/healthz", forwarded, "192.0.2.1")).isEqualTo(200);
  }

  @Test
  void closesAConnectionThatNeverSendsItsHeaderAndOneThatTrickles() throws Exception {
    start("--limits.header-time", "500 ms");
    try (Socket silent = open();
        Socket trickling = open()) {
      send(trickling, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n");

      await()
          .until(
              () -> {
                send(trickling, "X");
                return server.metrics.requestsRefused.of(Refusal.SLOW_HEADER) == 2;
              });
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closesAConnectionThatTricklesItsSecondHeader() throws Exception {
    start("--limits.header-time", "500 ms");
    try (Socket socket = open()) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      await()
          .until(
              () -> {
                send(socket, "X");
                return server.metrics.requestsRefused.of(Refusal.SLOW_HEADER) == 1;
              });
    }
  }

  @Test
  void keepsAConnectionThatAsksInTimeAgainAndAgainOrBecomesAStream() throws Exception {
    start("--limits.header-time", "300 ms");
    try (TestClient client = connect("/stream").settle();
        Socket trickling = open()) {
      await()
          .until(
              () -> {
                assertThat(get("/healthz")).isEqualTo(200);
                send(trickling, "X");
                return server.metrics.requestsRefused.of(Refusal.SLOW_HEADER) == 1;
              });
      client.settle();
      assertThat(client.isClosed()).isFalse();
      assertThat(server.metrics.requestsRefused.sum()).isEqualTo(1);
    }
  }

  /**
   * Its socket stays open both ways, so only the server can end it; long before the idle timeout.
   */
  @Test
  void cutsOffAClientThatDoesNotAnswerAClose() throws Exception {
    start("--session.errors", "1");
    try (Socket socket = open()) {
      send(
          socket,
          "GET /stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
      await().until(() -> server.connections() == 1);
      socket.getOutputStream().write(new Damage(1).frame("x".getBytes(StandardCharsets.US_ASCII)));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains("not_json", "1 messages were refused");
      await().until(() -> server.connections() == 0);
    }
  }

  private void start(String... settings) throws Exception {
    server = TestTransport.start(settings);
  }

  private TestClient connect(String path, String... headers) {
    return TestClient.connect(HTTP, URI.create("ws://127.0.0.1:" + server.port() + path), headers);
  }

  private int get(String path, String... headers) throws Exception {
    return response(path, headers).statusCode();
  }

  private HttpResponse<Void> response(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), BodyHandlers.discarding());
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It was closed, which is what the test waits for.
    }
  }
}
