package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Issuer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
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

    private final Gate gate = new Gate(PushConfig.read().security(), Optional.empty());

    @Test
    void letsEverybodyOnThisMachineIn() {
      assertThat(gate.decide(new Gate.Ask("/stream", true, null, "localhost:8080", null)))
          .isEqualTo(new Gate.Admitted(Optional.empty()));
      assertThat(
              gate.decide(new Gate.Ask("/stream", true, "http://127.0.0.1:1", "127.0.0.1:1", null)))
          .isInstanceOf(Gate.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://127.0.0.1:2", "null", "", "not a uri"})
    void refusesPagesOfOtherOrigins(String origin) {
      assertRefused(
          gate.decide(new Gate.Ask("/stream", true, origin, "127.0.0.1:1", null)),
          403,
          Refusal.ORIGIN);
    }

    @Test
    void refusesAHostNameThatAPageElsewhereMayHavePointedHere() {
      assertRefused(
          gate.decide(new Gate.Ask("/api/metrics", false, null, "evil.example:8080", null)),
          403,
          Refusal.HOST);
      assertThat(gate.decide(new Gate.Ask("/", false, null, "evil.example:8080", null)))
          .isInstanceOf(Gate.Admitted.class);
    }

    @Test
    void knowsItsOwnOriginBehindAProxyThatTakesTlsOff() {
      Gate behind =
          new Gate(
              PushConfig.read("--http.behind-proxy", "tls-and-authentication").security(),
              Optional.empty());

      assertThat(behind.decide(new Gate.Ask("/stream", true, OWN, HOST, null)))
          .isInstanceOf(Gate.Admitted.class);
      assertThat(behind.decide(new Gate.Ask("/stream", true, OWN, HOST + ":443", null)))
          .isInstanceOf(Gate.Admitted.class);
      assertRefused(
          behind.decide(new Gate.Ask("/stream", true, "https://evil.example", HOST, null)),
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
      assertThat(gate.decide(new Gate.Ask("/stream", true, OWN, HOST, null)))
          .isEqualTo(new Gate.Awaiting(Scope.METRICS_READ));
      assertThat(gate.decide(new Gate.Ask("/stream", true, "https://app.example.com", HOST, null)))
          .isEqualTo(new Gate.Awaiting(Scope.METRICS_READ));
      assertRefused(
          gate.decide(new Gate.Ask("/stream", true, null, HOST, null)), 401, Refusal.NO_TOKEN);
      assertRefused(
          gate.decide(new Gate.Ask("/sse/metrics", false, OWN, HOST, null)), 401, Refusal.NO_TOKEN);
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
      SecurityConfig config = PushConfig.read(settings).security();
      return new Gate(
          config, Optional.of(new Tokens(config.tokens(), Clock.systemUTC(), () -> {})));
    }

    private Gate.Ask ask(String path, String origin, String authorization) {
      return new Gate.Ask(path, false, origin, HOST, authorization);
    }
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
