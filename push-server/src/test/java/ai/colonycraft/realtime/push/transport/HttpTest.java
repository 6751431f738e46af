package ai.colonycraft.realtime.push.transport;

import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class HttpTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private TestTransport server;

  @Test
  void healthTellsConnectionsSeriesAndTheAgeOfTheLastUpdate() throws Exception {
    assertThat(health().get("lastUpdateAgeMs").isNull()).isTrue();
    server.publish(total("a", 1), total("b", 1));
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      JsonNode health = health();

      assertThat(health.get("status").asText()).isEqualTo("ok");
      assertThat(health.get("connections").asInt()).isEqualTo(1);
      assertThat(health.get("series").asInt()).isEqualTo(2);
      assertThat(health.get("lastUpdateAgeMs").asLong()).isBetween(0L, 10_000L);
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void isReadyOnlyWhenTheLastValuesAreLoaded() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    server.loaded.set(true);

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/index.html, text/html; charset=utf-8",
    "/client.js, text/javascript; charset=utf-8",
    "/operations, text/html; charset=utf-8",
    "/services/a%2Fb, text/html; charset=utf-8",
    "/sw.js, text/javascript; charset=utf-8",
    "/icon.svg, image/svg+xml"
  })
  void servesThePageWithItsTypes(String path, String type) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains(type);
    assertThat(response.body()).isNotEmpty();
  }

  @Test
  void thePageHasNothingInlineSoThatItsPolicyHolds() throws Exception {
    assertThat(get("/").body())
        .doesNotContain("style=", "<style", "onclick", "javascript:")
        .doesNotContainPattern("<script(?![^>]*src)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/nothing"})
  void everyAnswerCarriesTheSecurityHeaders(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types push-pages")
        .doesNotContain("unsafe");
    assertThat(response.headers().firstValue("Permissions-Policy").orElseThrow())
        .contains("geolocation=()");
    assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
        .contains("same-origin");
    assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void aPageThatDidNotChangeIsNotSentAgain() throws Exception {
    String etag = get("/client.js").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again =
        send(HttpRequest.newBuilder(uri("/client.js")).header("If-None-Match", etag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing", "/..%2f..%2fetc/passwd", "/push-pages/index.html", "/client.js/"})
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void refusesToBeWrittenTo() throws Exception {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(uri("/healthz")).POST(BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void aHeadRequestGetsNoBody() throws Exception {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(uri("/")).method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void tellsAPlainRequestForTheStreamToUpgrade() throws Exception {
    assertThat(get("/stream").statusCode()).isEqualTo(426);
  }

  @Test
  void aBusyPortIsToldWithItsFlag() {
    String port = Integer.toString(server.port());

    assertThatThrownBy(() -> TestTransport.start("--http.port", port))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Port " + port + " on 127.0.0.1 can't be listened on")
        .hasMessageEndingWith("--http.port");
  }

  private JsonNode health() throws Exception {
    HttpResponse<String> response = get("/healthz");
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
