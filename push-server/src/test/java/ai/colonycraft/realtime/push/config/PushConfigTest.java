package ai.colonycraft.realtime.push.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushConfigTest {

  @Test
  void listensOnLoopbackUnlessToldOtherwise() {
    PushConfig config = PushConfig.read();

    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void putsEachKeyInItsOwnPlace() {
    PushConfig config =
        PushConfig.read(
            ("--http.host ::1 --http.port 1 --http.connections 2 --http.idle-timeout=3s"
                    + " --http.ping-interval=400ms --kafka.bootstrap.servers b:5 --topics.live-updates"
                    + " l --topics.activity-feed a --topics.flamegraphs f --series.limit 8"
                    + " --activity.recent 9 --session.queue 10 --session.subscriptions 11"
                    + " --session.errors 12 --session.message-bytes 113 --session.messages-per-second"
                    + " 114 --limits.patterns-per-address 115 --http.waiting-bytes 116"
                    + " --http.send-buffer-bytes 11700 --http.receive-buffer-bytes 11800"
                    + " --topics.client-reports r --topics.notifications n --topics.actions p --topics.people e --topics.outbox o --topics.cep-rules c --topics.rule-states s --topics.heartbeats h --http.drain 14s"
                    + " --http.behind-proxy tls --http.origins https://a.b,http://c:1"
                    + " --tls.certificate c --tls.key k --auth.keys j --auth.issuer i --auth.audience"
                    + " d --auth.audience-claim client_id --auth.scope-claims scope,a.b"
                    + " --auth.scope-prefix push/ --auth.roles x=y=z,v=w --auth.visible-claim seen"
                    + " --auth.visible-required true --auth.clock-skew 15s --auth.deadline 16s"
                    + " --auth.anonymous-reports true --limits.connections-per-address 17"
                    + " --limits.requests-per-second 18 --limits.reports-per-second 19"
                    + " --limits.report-batch 20 --limits.body-bytes 256 --limits.header-time 22s"
                    + " --limits.body-time 23s --history.updates 14 --history.bytes 1500"
                    + " --points.bytes 1600 --notifications.kept 17 --notifications.bytes 1800"
                    + " --session.notifications 19 --flush.interval 15ms"
                    + " --alerts.alertmanager http://am:9093 --alerts.absent 24s"
                    + " --alerts.repeat-interval 2h --alerts.silence-acknowledged 3min"
                    + " --links.grafana https://g.b/x"
                    + " --history.url jdbc:postgresql://d/c --history.user u"
                    + " --history.password-file /p --history.connections 5 --history.prometheus http://p:9090 --oncall.policy /o"
                    + " --topics.service-events s --topics.otlp o --topics.otlp-group g"
                    + " --limits.traces-per-second 25 --limits.spans 26"
                    + " --webpush.key-file /w --webpush.subject mailto:a@b.c --webpush.services d.e,f.g"
                    + " --webpush.test-only-local-services true"
                    + " --mail.smtp.host m --mail.smtp.port 25 --mail.smtp.security tls"
                    + " --mail.smtp.user s --mail.smtp.password-file /q --mail.from x@y"
                    + " --mail.url https://p/ --mail.key-file /k")
                .split(" "));

    assertThat(config)
        .isEqualTo(
            new PushConfig(
                new HttpConfig(
                    "::1",
                    1,
                    2,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(14)),
                new KafkaConfig("b:5"),
                new TopicsConfig("l", "a", "f", "r", "n", "p", "e", "o", "c", "s", "h"),
                8,
                9,
                new SessionConfig(10, 11, 12, 113, 114),
                Duration.ofMillis(15),
                new SecurityConfig(
                    SecurityConfig.Proxy.TLS,
                    Set.of("https://a.b", "http://c:1"),
                    Optional.of(Path.of("c")),
                    Optional.of(Path.of("k")),
                    new TokenConfig(
                        Optional.of(Path.of("j")),
                        Optional.empty(),
                        Optional.of("i"),
                        Optional.of("d"),
                        "client_id",
                        List.of("scope", "a.b"),
                        Optional.of("push/"),
                        Map.of("x=y", Set.of("z"), "v", Set.of("w")),
                        "seen",
                        true,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(16),
                        true)),
                new LimitConfig(
                    17, 115, 18, 19, 20, 256, Duration.ofSeconds(22), Duration.ofSeconds(23)),
                new KeptConfig(14, 1500, 1600, 17, 1800, 19),
                new WaitingConfig(116, 11700, 11800),
                new AlertConfig(
                    Optional.of("http://am:9093"),
                    Duration.ofSeconds(24),
                    Duration.ofHours(2),
                    Optional.of(Duration.ofMinutes(3)),
                    Optional.of("https://g.b/x")),
                PushConfig.read().objectives(),
                new HistoryConfig(
                    Optional.of("jdbc:postgresql://d/c"),
                    "u",
                    Optional.of(Path.of("/p")),
                    5,
                    Optional.of(URI.create("http://p:9090"))),
                new OnCallConfig(Optional.of(Path.of("/o"))),
                new TelemetryConfig("s", Optional.of("o"), "g", 25, 26),
                new WebPushConfig(
                    Optional.of(Path.of("/w")),
                    Optional.of("mailto:a@b.c"),
                    List.of("d.e", "f.g"),
                    true),
                new MailConfig(
                    Optional.of("m"),
                    25,
                    MailConfig.Security.TLS,
                    Optional.of("s"),
                    Optional.of(Path.of("/q")),
                    "x@y",
                    URI.create("https://p/"),
                    Optional.of(Path.of("/k")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
  void takesLoopbackAddresses(String host) {
    assertThat(PushConfig.read("--http.host", host).http().host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.2", "push.example.com", "127.0.0.1.evil.com"})
  void refusesOtherAddressesWithoutAuthenticationAndTls(String host) {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> PushConfig.read("--http.host", host))
        .withMessageContaining("http.host: expected a loopback address")
        .withMessageContaining("since \"" + host + "\" needs TLS: set tls.certificate and tls.key")
        .withMessageContaining("needs authentication: set auth.keys or auth.secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tls.certificate c --tls.key k --auth.keys j",
        "--tls.certificate c --tls.key k --auth.secret s",
        "--tls.certificate c --tls.key k --http.behind-proxy tls-and-authentication",
        "--http.behind-proxy tls --auth.keys j",
        "--http.behind-proxy tls-and-authentication"
      })
  void takesOtherAddressesWithAuthenticationAndTlsHereOrInAProxy(String settings) {
    String[] args = ("--http.host 0.0.0.0 " + settings).split(" ");

    assertThat(PushConfig.read(args).http().host()).isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void refusesAProxyWithTlsAloneWithoutTokensOnLoopbackToo(String host) {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> PushConfig.read("--http.host", host, "--http.behind-proxy", "tls"))
        .withMessageContaining("http.behind-proxy: expected tls-and-authentication, or auth.keys");
    assertThat(
            PushConfig.read("--http.host", host, "--http.behind-proxy", "tls", "--auth.keys", "j"))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --tls.certificate c --tls.key k      | needs authentication | needs TLS
          --auth.keys j                        | needs TLS            | needs authentication
          --http.behind-proxy tls              | needs authentication | needs TLS
          """)
  void namesThePartThatIsMissing(String settings, String missing, String given) {
    String[] args = ("--http.host 0.0.0.0 " + settings).split(" ");

    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> PushConfig.read(args))
        .satisfies(e -> assertThat(e.getMessage()).contains(missing).doesNotContain(given));
  }

  @Test
  void refusesHalfACertificateTwoKindsOfKeysAndWhatIsNoOrigin() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(
            () -> PushConfig.read("--tls.key", "k", "--auth.keys", "j", "--auth.secret", "s"))
        .withMessageContaining("tls.certificate: expected a file too, since tls.key has one")
        .withMessageContaining("auth.secret: expected none, since auth.keys has a file");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> PushConfig.read("--http.origins", "https://a.b/"))
        .withMessageContaining("http.origins: expected origins like https://app.example.com");
  }

  @Test
  void tellsAllProblemsTogether() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(
            () -> PushConfig.read("--http.port", "lots", "--session.queue", "0", "--htp.host", "x"))
        .withMessageContaining("http.port: expected a whole number from 0 to 65535, found \"lots\"")
        .withMessageContaining("session.queue: expected a whole number")
        .withMessageContaining("htp.host: no such setting; the nearest is http.host");
  }

  @Test
  void refusesPingsThatComeTooLateForTheIdleTimeout() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(
            () -> PushConfig.read("--http.idle-timeout", "2 s", "--http.ping-interval", "2 s"))
        .withMessage(
            "http.ping-interval: expected less than http.idle-timeout (2000 ms), found 2000 ms");
  }
}
