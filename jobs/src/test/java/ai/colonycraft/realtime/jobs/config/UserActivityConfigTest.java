package ai.colonycraft.realtime.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserActivityConfigTest {

  @Test
  void hasTheDefaultsOfTheContract() {
    assertThat(UserActivityConfig.read())
        .isEqualTo(
            new UserActivityConfig(
                new InputConfig(
                    new KafkaConfig("localhost:9092"),
                    "user-activity-job",
                    InputConfig.Start.COMMITTED,
                    null,
                    false,
                    null,
                    true,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5)),
                new OutputConfig(
                    "live-updates",
                    "dead-letters",
                    "heartbeats",
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    200),
                "user-activity",
                "activity-windows",
                "activity-feed",
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                20,
                2000,
                100,
                100,
                1000,
                10,
                128,
                true,
                null));
  }

  @Test
  void takesEveryKeyFromAFileAndFromFlags(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            kafka:
              bootstrap.servers: broker-1:9092,broker-2:9092
              group.id: mine
            source:
              start: earliest
              bounded: true
              live: false
            event: { out-of-order: 3 s, idle: 250 ms, lateness: 2 min }
            topics:
              user-activity: ua
              activity-windows: aw
              activity-feed: af
              live-updates: lu
              dead-letters: dl
              heartbeats: hb
            window.length: 1 min
            active.length: 2 min
            session.gap: 1 h
            """);

    UserActivityConfig config =
        UserActivityConfig.read(
            "--config",
            file.toString(),
            "--feed.rate=0",
            "--limit.active-users=1",
            "--limit.colony-activity=2",
            "--limit.agent-activity=8",
            "--limit.user-token-usage=3",
            "--limit.labels=4",
            "--live.top-rows=5",
            "--live.flush=6 ms",
            "--live.interval=7 ms",
            "--parallelism.max=720",
            "--checkpointing=off",
            "--pushgateway.url=http://gateway:9091/path");

    assertThat(config)
        .isEqualTo(
            new UserActivityConfig(
                new InputConfig(
                    new KafkaConfig("broker-1:9092,broker-2:9092"),
                    "mine",
                    InputConfig.Start.EARLIEST,
                    null,
                    true,
                    null,
                    false,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(250)),
                new OutputConfig("lu", "dl", "hb", Duration.ofMillis(6), Duration.ofMillis(7), 4),
                "ua",
                "aw",
                "af",
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                0,
                1,
                2,
                8,
                3,
                5,
                720,
                false,
                URI.create("http://gateway:9091/path")));
  }

  @Test
  void tellsEveryProblemAtOnceAndTheNearestKey() {
    assertThatThrownBy(
            () ->
                UserActivityConfig.read(
                    "--window.lenght", "5 min", "--session.gap", "30", "--limit.labels", "0"))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "window.lenght: no such setting; the nearest is window.length",
                        "session.gap: expected a duration with its unit (ms, s, min, h, d) of at"
                            + " least 1 s, found \"30\"",
                        "limit.labels: expected a whole number from 1 to 100000, found \"0\""));
  }

  @Test
  void refusesAWindowThatSecondsDoNotFillExactly() {
    for (String key : new String[] {"window.length", "active.length"}) {
      assertThatThrownBy(() -> UserActivityConfig.read("--" + key, "1500 ms"))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageStartingWith(key + ": expected a duration of whole seconds")
          .hasMessageEndingWith("found \"1500 ms\"");
    }
  }

  @Test
  void explainsEveryKey() {
    String help = Settings.help("usage", UserActivityConfig.SETTINGS);

    assertThat(UserActivityConfig.SETTINGS)
        .allSatisfy(
            setting ->
                assertThat(help)
                    .contains("--%s (default %s)".formatted(setting.name(), setting.defaultText())))
        .extracting(setting -> setting.name())
        .doesNotHaveDuplicates();
  }

  @Test
  void travelsWithTheJobToItsTasks() throws Exception {
    UserActivityConfig config = UserActivityConfig.read();

    assertThat(InstantiationUtil.clone(config)).isEqualTo(config);
  }
}
