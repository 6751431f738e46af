package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Issuer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

  private static final String HOST = "push.example.com";
  private static final String OWN = "https://push.example.com";

  @Nested
  class WithoutTokens {

    private final Gate gate =
        new Gate(PushConfig.read().security(), Optional.empty(), Optional.empty());

    @Test
    void letsEverybodyOnThisMachineIn() {
      assertThat(gate.decide(asking("/stream", true, null, "localhost:8080", null)))
          .isEqualTo(new Gate.Admitted(Optional.empty()));
      assertThat(gate.decide(asking("/stream", true, "http://127.0.0.1:1", "127.0.0.1:1", null)))
          .isInstanceOf(Gate.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://evil.example",
          "http://127.0.0.1:2",
          "http://127.0.0.1",
          "https://127.0.0.1:1",
          "foo://127.0.0.1:1",
          "chrome-extension://127.0.0.1:1",
          "capacitor://127.0.0.1:1",
          "http:127.0.0.1:1",
          "//127.0.0.1:1",
          "127.0.0.1:1",
          "http://a@127.0.0.1:1",
          "http://127.0.0.1:1/",
          "null",
          "",
          "not a uri"
        })
    void refusesPagesOfOtherOrigins(String origin) {
      assertRefused(
          gate.decide(asking("/stream", true, origin, "127.0.0.1:1", null)), 403, Refusal.ORIGIN);
    }

    @Test
    void refusesWhatAProxyForwardedThatNoSettingNames() {
      Gate.Ask forwarded = new Gate.Ask("/stream", true, null, "localhost:8080", null, true);
      Gate behind =
          new Gate(
              PushConfig.read("--http.behind-proxy", "tls-and-authentication").security(),
              Optional.empty(),
              Optional.empty());

      assertRefused(gate.decide(forwarded), 403, Refusal.PROXY);
      assertThat(behind.decide(forwarded)).isInstanceOf(Gate.Admitted.class);
    }

    @Test
    void refusesAHostNameThatAPageElsewhereMayHavePointedHere() {
      assertRefused(
          gate.decide(asking("/api/metrics", false, null, "evil.example:8080", null)),
          403,
          Refusal.HOST);
      assertThat(gate.decide(asking("/", false, null, "evil.example:8080", null)))
          .isInstanceOf(Gate.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://push.example.com",
          "foo://push.example.com",
          "chrome-extension://push.example.com",
          "https://push.example.com:8443",
          "https://push.example.com:80"
        })
    void takesNoOtherSchemeOrPortOfItsOwnNameWhereTlsIs(String origin) {
      for (String[] settings :
          List.of(
              new String[] {"--http.behind-proxy", "tls-and-authentication"},
              new String[] {"--tls.certificate", "c", "--tls.key", "k", "--auth.keys", "j"})) {
        Origins origins = new Origins(PushConfig.read(settings).security());

        assertThat(origins.allow(OWN, HOST)).isTrue();
        assertThat(origins.allow("https://PUSH.example.com:443", HOST)).isTrue();
        assertThat(origins.allow(origin, HOST)).isFalse();
      }
    }

    /** A forwarded port, say, of a server in a container that otherwise has a proxy. */
    @Test
    void takesItsOwnPlainOriginOnThisMachineBehindAProxyButNotWithTls() {
      Origins behind =
          new Origins(PushConfig.read("--http.behind-proxy", "tls-and-authentication").security());
      Origins secure =
          new Origins(PushConfig.read("--tls.certificate", "c", "--tls.key", "k").security());

      assertThat(behind.allow("http://localhost:8080", "localhost:8080")).isTrue();
      assertThat(behind.allow("http://localhost:8081", "localhost:8080")).isFalse();
      assertThat(secure.allow("https://localhost:8080", "localhost:8080")).isTrue();
      assertThat(secure.allow("http://localhost:8080", "localhost:8080")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"capacitor://localhost", "ionic://localhost", "chrome-extension://abcdef"})
    void takesAnAppsOriginThatASettingNames(String origin) {
      Gate allowing =
          new Gate(
              PushConfig.read("--http.origins", origin).security(),
              Optional.empty(),
              Optional.empty());
      Gate.Ask ask = asking("/stream", true, origin, "localhost:8080", null);

      assertThat(allowing.decide(ask)).isInstanceOf(Gate.Admitted.class);
      assertRefused(gate.decide(ask), 403, Refusal.ORIGIN);
    }

    @Test
    void knowsItsOwnOriginBehindAProxyThatTakesTlsOff() {
      Gate behind =
          new Gate(
              PushConfig.read("--http.behind-proxy", "tls-and-authentication").security(),
              Optional.empty(),
              Optional.empty());

      assertThat(behind.decide(asking("/stream", true, OWN, HOST, null)))
          .isInstanceOf(Gate.Admitted.class);
      assertThat(behind.decide(asking("/stream", true, OWN, HOST + ":443", null)))
          .isInstanceOf(Gate.Admitted.class);
      assertRefused(
          behind.decide(asking("/stream", true, "https://evil.example", HOST, null)),
          403,
          Refusal.ORIGIN);
    }
  }

  @Nested
  class WithTokens {

    @TempDir private Path folder;
    private Issuer issuer;
    private Gate gate;

    @BeforeEach
    void read() throws Exception {
      Path secret = folder.resolve("secret");
      issuer = Issuer.in(secret);
      gate = gate("--auth.secret", secret.toString(), "--http.origins", "https://app.example.com");
    }

    @Test
    void letsATokenWithTheScopeIn() {
      Gate.Verdict verdict =
          gate.decide(ask("/stream", null, "Bearer " + issuer.token("metrics:read")));

      assertThat(verdict)
          .isInstanceOfSatisfying(
              Gate.Admitted.class,
              a -> assertThat(a.caller().orElseThrow().subject()).isEqualTo("ada"));
    }

    @Test
    void refusesATokenForOtherThings() {
      assertRefused(
          gate.decide(ask("/api/alerts", null, "Bearer " + issuer.token("metrics:read"))),
          403,
          Refusal.SCOPE);
    }

    @Test
    void letsNobodyAcknowledgeWhoMayOnlyRead() throws Exception {
      String path = "/api/notifications/n-1/ack";
      String reader = "Bearer " + issuer.token("notifications:read");
      Gate asBefore =
          gate(
              "--auth.secret",
              folder.resolve("secret").toString(),
              "--auth.roles",
              "notifications:read=notifications:read notifications:acknowledge");

      assertRefused(gate.decide(ask(path, null, reader)), 403, Refusal.SCOPE);
      assertThat(gate.decide(ask("/api/notifications", null, reader)))
          .isInstanceOf(Gate.Admitted.class);
      assertThat(
              gate.decide(ask(path, null, "Bearer " + issuer.token("notifications:acknowledge"))))
          .isInstanceOf(Gate.Admitted.class);
      assertThat(asBefore.decide(ask(path, null, reader))).isInstanceOf(Gate.Admitted.class);
    }

    @Test
    void refusesABadTokenAndOtherWaysToAuthenticate() {
      assertRefused(gate.decide(ask("/stream", OWN, "Bearer x")), 401, Refusal.BAD_TOKEN);
      assertRefused(gate.decide(ask("/stream", OWN, "Basic eDp5")), 401, Refusal.NO_TOKEN);
      assertRefused(
          gate.decide(
              ask("/stream", OWN, "Bearer " + issuer.token("metrics:read", Duration.ofHours(-1)))),
          401,
          Refusal.EXPIRED_TOKEN);
    }

    @Test
    void waitsForTheFirstMessageOfABrowserOnlySinceOthersCanSetHeaders() {
      assertThat(gate.decide(asking("/stream", true, OWN, HOST, null)))
          .isEqualTo(new Gate.Awaiting(Scope.METRICS_READ));
      assertThat(gate.decide(asking("/stream", true, "https://app.example.com", HOST, null)))
          .isEqualTo(new Gate.Awaiting(Scope.METRICS_READ));
      assertRefused(gate.decide(asking("/stream", true, null, HOST, null)), 401, Refusal.NO_TOKEN);
      assertRefused(
          gate.decide(asking("/sse/metrics", false, OWN, HOST, null)), 401, Refusal.NO_TOKEN);
    }

    @Test
    void refusesAPageOfAnotherOriginWhateverItsToken() {
      assertRefused(
          gate.decide(
              ask("/stream", "https://evil.example", "Bearer " + issuer.token("metrics:read"))),
          403,
          Refusal.ORIGIN);
    }

    @Test
    void takesReportsWithoutATokenOnlyIfToldSo() throws Exception {
      Gate open =
          gate(
              "--auth.secret",
              folder.resolve("secret").toString(),
              "--auth.anonymous-reports",
              "true");

      assertRefused(gate.decide(ask("/api/reports", OWN, null)), 401, Refusal.NO_TOKEN);
      assertThat(open.decide(ask("/api/reports", OWN, null))).isInstanceOf(Gate.Admitted.class);
      assertRefused(open.decide(ask("/api/reports", null, null)), 401, Refusal.NO_TOKEN);
      assertRefused(open.decide(ask("/api/alerts", OWN, null)), 401, Refusal.NO_TOKEN);
    }

    private Gate gate(String... settings) throws UnusableFileException {
      SecurityConfig config =
          PushConfig.read(
                  Stream.concat(Stream.of("--http.behind-proxy", "tls"), Stream.of(settings))
                      .toArray(String[]::new))
              .security();
      return new Gate(
          config,
          Optional.of(new Tokens(config.tokens(), Clock.systemUTC(), () -> {})),
          Optional.empty());
    }

    private Gate.Ask ask(String path, String origin, String authorization) {
      return asking(path, false, origin, HOST, authorization);
    }
  }

  private static Gate.Ask asking(
      String path, boolean upgrade, String origin, String host, String authorization) {
    return new Gate.Ask(path, upgrade, origin, host, authorization, false);
  }

  private static void assertRefused(Gate.Verdict verdict, int status, Refusal reason) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Gate.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.message()).isNotBlank();
            });
  }
}
