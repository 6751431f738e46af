package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.jobs.harness.PortInUseException;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.quickstart.StatusLine.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

  private static final String[] FREE_PORTS = {
    "--push.port=0", "--flink.port=0", "--reporter.port=0", "--kafka.port=0"
  };

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @TempDir Path dir;

  @Test
  void movesTheNumbersOnEveryWayOutAndStopsClean() throws Exception {
    Path policy =
        Files.writeString(
            dir.resolve("oncall.yaml"),
            """
            schedules:
              platform:
                zone: UTC
                rotations: [{from: 2026-01-01T09:00, every: 7 d, people: [ada]}]
            policies:
              all: {steps: [{after: 5 min, notify: [{schedule: platform}]}]}
            """);
    Path push = Files.writeString(dir.resolve("push.yaml"), "oncall.policy: " + policy);
    String[] flags =
        Stream.concat(Stream.of(FREE_PORTS), Stream.of("--push.config", push.toString()))
            .toArray(String[]::new);
    Set<Thread> before = threads();
    Quickstart quickstart = new Quickstart(QuickstartConfig.read(flags), out, false);
    try {
      Stage stage = quickstart.start();

      Awaitility.await()
          .untilAsserted(
              () -> {
                Numbers numbers = stage.numbers();
                assertThat(numbers.eventsPerSecond().orElse(0)).isPositive();
                assertThat(numbers.activeUsers().orElse(0)).isGreaterThan(10);
                assertThat(numbers.delayMillis()).isPresent();
                assertThat(numbers.job()).isNull();
                assertThat(get(stage.reporter()))
                    .contains(
                        "colonycraft_active_users{",
                        "colonycraft_colony_tokens{",
                        "colonycraft_colony_cpu_seconds{",
                        "colonycraft_agent_tokens{",
                        "colonycraft_agent_cpu_seconds{",
                        "colonycraft_cep_rules{",
                        "colonycraft_http_requests_total{",
                        "colonycraft_service_health{",
                        "colonycraft_web_vital_lcp_seconds_bucket{");
              });
      Awaitility.await("a day of past")
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                String past = get(stage.dashboard().resolve("api/history/active_users?live=false"));
                assertThat(past.split("],\\[")).hasSizeGreaterThan(280);
              });
      for (String spent :
          new String[] {
            "colony_tokens?colony_id=*",
            "colony_cpu_seconds?colony_id=*",
            "agent_tokens?colony_id=*&agent_id=*",
            "agent_cpu_seconds?colony_id=*&agent_id=*"
          }) {
        String question = "api/history/" + spent + "&live=false";
        Awaitility.await("what colonies and agents spent")
            .atMost(Duration.ofMinutes(10))
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(
                () ->
                    assertThat(get(stage.dashboard().resolve(question)))
                        .contains("\"colony_id\":\"c-"));
      }
      assertThat(get(stage.dashboard().resolve("healthz"))).contains("\"status\":\"ok\"");
      assertThat(get(stage.dashboard().resolve("api/oncall"))).contains("platform", "ada");
      assertThat(get(stage.flink())).contains("<html");
      assertThat(text())
          .contains(
              "Dashboard    " + stage.dashboard().toString().replace("127.0.0.1", "localhost"))
          .contains("Kafka        localhost:");
    } finally {
      quickstart.stop();
    }
    assertThat(text()).containsPattern("Stopped in [0-9.]+ s; \\S+ is removed\\.");
    assertThat(Files.exists(runDirectory())).isFalse();
    // Netty's last thread notices within a second or two that nobody needs it.
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
  }

  @Test
  void namesAllBusyPortsAtOnceEachWithItsFlag() throws Exception {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      QuickstartConfig config =
          QuickstartConfig.read(
              "--push.port=" + one.getLocalPort(),
              "--kafka.port=" + two.getLocalPort(),
              "--flink.port=0",
              "--reporter.port=0");
      Quickstart quickstart = new Quickstart(config, out, false);

      assertThatThrownBy(quickstart::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              busy("push.port", one.getLocalPort())
                  + "\n"
                  + busy("kafka.port", two.getLocalPort()));
      quickstart.stop();
      assertThat(text()).isEmpty();
    }
  }

  @Test
  void refusesOnePortForTwo() {
    QuickstartConfig config =
        QuickstartConfig.read(
            "--push.port=45123", "--kafka.port=45123", "--flink.port=0", "--reporter.port=0");

    assertThat(Ports.problems(config.ports()))
        .containsExactly("kafka.port: port 45123 is push.port too");
  }

  @Test
  void letsTheCommandLineGoOverTheEnvironment() {
    assertThat(Flags.merge(" --rate 5  --users=9 --seed 3 ", "--rate=50", "--seed", "4"))
        .containsExactly("--users=9", "--rate=50", "--seed", "4");
    assertThat(Flags.merge(null, "--rate=50")).containsExactly("--rate=50");
  }

  @Test
  void refusesARecordingThatIsNotThere() {
    assertThatThrownBy(() -> QuickstartConfig.read("--replay", "/nowhere.jsonl"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("replay: expected a file that can be read, or none, found \"/nowhere.jsonl\"");
  }

  @Test
  void printsWhatItDoesNotKnowYetAsADash() {
    Numbers early =
        new Numbers(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            1,
            OptionalDouble.empty(),
            "replay 0 %",
            "restarting");
    Numbers later =
        new Numbers(
            OptionalDouble.of(198.6),
            OptionalDouble.of(1234),
            2,
            OptionalDouble.of(31),
            "simulated",
            null);

    assertThat(early.text())
        .isEqualTo(
            "- events/s | - active users | 1 client | delay - | replay 0 % | job restarting");
    assertThat(later.text())
        .isEqualTo("199 events/s | 1,234 active users | 2 clients | delay 31 ms | simulated");
  }

  @Test
  void rewritesItsLineOnATerminalOnly() {
    Numbers numbers =
        new Numbers(
            OptionalDouble.of(1), OptionalDouble.of(2), 0, OptionalDouble.of(3), "simulated", null);
    String text = "1 events/s | 2 active users | 0 clients | delay 3 ms | simulated";

    for (boolean terminal : List.of(true, false)) {
      printed.reset();
      StatusLine line = StatusLine.start(() -> numbers, out, terminal);
      Awaitility.await().until(() -> text().contains(text));
      line.close();
      assertThat(text().contains("\r" + text + "\u001b[K")).isEqualTo(terminal);
      assertThat(text()).endsWith(System.lineSeparator());
    }
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private Path runDirectory() {
    Matcher removed = Pattern.compile("s; (\\S+) is removed").matcher(text());
    assertThat(removed.find()).isTrue();
    return Path.of(removed.group(1));
  }

  private static String busy(String flag, int port) {
    return new PortInUseException(flag, port).getMessage();
  }

  /** All threads that keep a JVM alive, and the daemons that this program itself makes. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() || thread.getName().equals("status-line"))
        .collect(Collectors.toSet());
  }

  private static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
