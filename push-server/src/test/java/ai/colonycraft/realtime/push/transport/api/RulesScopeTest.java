package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.SomeRules;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may see rules, and who may put them to rest. */
class RulesScopeTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Issuer issuer;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    server = TestTransport.start("--auth.secret", folder.resolve("secret").toString());
    server.rules.texts().loaded();
    SomeRules.active(server.rules, "r");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readingNeedsTheScopeOfNotifications() throws Exception {
    assertThat(get(null)).isEqualTo(401);
    assertThat(get(issuer.token("metrics:read"))).isEqualTo(403);
    assertThat(get(issuer.token("rules:write"))).isEqualTo(403);
    assertThat(get(issuer.token("notifications:read"))).isEqualTo(200);
  }

  @Test
  void puttingToRestNeedsAScopeOfItsOwn() throws Exception {
    assertThat(rest(null)).isEqualTo(401);
    assertThat(
            rest(
                issuer.token(
                    "metrics:read notifications:read notifications:acknowledge alerts:write")))
        .isEqualTo(403);
    assertThat(isActive()).isTrue();

    assertThat(rest(issuer.token("rules:write"))).isEqualTo(200);
    assertThat(isActive()).isFalse();
  }

  @Test
  void aNarrowedTokenHasNoRules() throws Exception {
    String narrow =
        issuer.token(
            new JWTClaimsSet.Builder()
                .subject("ada")
                .claim("scope", "notifications:read rules:write")
                .claim("visible", Map.of("notifications", List.of()))
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .build());

    assertThat(get(narrow)).isEqualTo(403);
    assertThat(rest(narrow)).isEqualTo(403);
    assertThat(isActive()).isTrue();
  }

  private boolean isActive() {
    return server
        .rules
        .find("r")
        .orElseThrow()
        .version()
        .equals(SomeRules.version(SomeRules.text("r")));
  }

  private int get(String token) throws Exception {
    return send(token, request("/api/rules").GET());
  }

  private int rest(String token) throws Exception {
    return send(
        token,
        request("/api/rules/enabled")
            .POST(
                BodyPublishers.ofString(
                    "{\"id\":\"r\",\"enabled\":false,\"version\":\"%s\"}"
                        .formatted(SomeRules.version(SomeRules.text("r"))))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static int send(String token, HttpRequest.Builder request) throws Exception {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
