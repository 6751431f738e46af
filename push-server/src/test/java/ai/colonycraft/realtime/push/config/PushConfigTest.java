package ai.colonycraft.realtime.push.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.colonycraft.realtime.config.InvalidConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushConfigTest {

  @Test
  void listensOnLoopbackUnlessToldOtherwise() {
    PushConfig config = PushConfig.read();

    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.kafkaBootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void putsEachKeyInItsOwnPlace() {
    PushConfig config =
        PushConfig.read(
            ("--http.host ::1 --http.port 1 --http.connections 2 --http.idle-timeout=3s"
                    + " --http.ping-interval=400ms --kafka.bootstrap.servers b:5"
                    + " --topics.live-updates l --topics.activity-feed a"
                    + " --topics.flamegraphs f --series.limit 8"
                    + " --activity.recent 9 --session.queue 10 --session.subscriptions 11"
                    + " --session.errors 12 --session.message-bytes 113 --topics.notifications n"
                    + " --history.updates 14 --history.bytes 1500 --points.bytes 1600"
                    + " --notifications.kept 17 --notifications.bytes 1800"
                    + " --session.notifications 19")
                .split(" "));

    assertThat(config)
        .isEqualTo(
            new PushConfig(
                "::1",
                1,
                2,
                Duration.ofSeconds(3),
                Duration.ofMillis(400),
                "b:5",
                "l",
                "a",
                "f",
                8,
                9,
                10,
                11,
                12,
                113,
                "n",
                new KeptConfig(14, 1500, 1600, 17, 1800, 19)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
  void takesLoopbackAddresses(String host) {
    assertThat(PushConfig.read("--http.host", host).httpHost()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.2", "push.example.com", "127.0.0.1.evil.com"})
  void refusesOtherAddressesSinceItHasNoAuthentication(String host) {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> PushConfig.read("--http.host", host))
        .withMessageContaining("http.host: expected a loopback address")
        .withMessageContaining("authentication")
        .withMessageContaining("found \"" + host + "\"");
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
