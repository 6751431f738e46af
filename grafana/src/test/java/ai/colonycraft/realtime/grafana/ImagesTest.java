package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.FreePort;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images, as far as they can be tried where no engine builds them. */
class ImagesTest {

  private static final Path ROOT = Program.PACK.getParent();
  private static final Path IMAGES = ROOT.resolve("flink-conf/images");

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "push-server", "simulator"})
  void keepsTheRulesOfHadolint(String image) throws Exception {
    Dockerfile file = Dockerfile.read(IMAGES.resolve(image + ".Dockerfile"));

    assertThat(file.problems()).isEmpty();
    assertThat(file.last("LABEL"))
        .contains(
            "org.opencontainers.image.title=",
            "org.opencontainers.image.version=\"${VERSION}\"",
            "org.opencontainers.image.revision=\"${REVISION}\"");
  }

  @Test
  void theRulesFindWhatBreaksThem() {
    Dockerfile bad =
        Dockerfile.parse(
            """
            FROM debian
            MAINTAINER me
            ADD a b
            RUN cd /x
            RUN apt-get install curl | tee log
            COPY --from=nowhere a b
            WORKDIR x
            LABEL Bad_Key=""
            CMD run it
            """);

    assertThat(bad.problems().stream().map(problem -> problem.substring(0, 6)))
        .contains(
            "DL3006", "DL3002", "DL3020", "DL4000", "DL3025", "DL3000", "DL3003", "DL3014",
            "DL3015", "DL3009", "DL4006", "DL3059", "DL3048", "DL3051", "DL3022");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "push-server", "simulator"})
  void copiesOnlyWhatTheBuildMakesOrTheRepositoryHas(String image) throws Exception {
    Dockerfile file = Dockerfile.read(IMAGES.resolve(image + ".Dockerfile"));
    String version = Yaml.xml(ROOT.resolve("pom.xml"), "version");
    List<String> sent = Files.readAllLines(IMAGES.resolve(image + ".Dockerfile.dockerignore"));
    assertThat(file.all("ARG")).contains("VERSION=" + version);
    assertThat(sent.get(0)).isEqualTo("*");
    for (String copy : file.all("COPY")) {
      if (copy.contains("--from=")) {
        continue;
      }
      List<String> paths =
          List.of(copy.replaceAll("--\\S+\\s+", "").replace("${VERSION}", version).split("\\s+"));
      for (String source : paths.subList(0, paths.size() - 1)) {
        assertThat(sent)
            .anyMatch(
                line ->
                    source.endsWith("/")
                        ? line.startsWith("!" + source)
                        : source.matches(line.replace("!", "").replace("*", "[^/]*")));
        if (!source.contains("/target/")) {
          assertThat(ROOT.resolve(source)).exists();
        }
      }
    }
  }

  @Test
  void theJobsRunOnTheFlinkOfTheBuild() throws Exception {
    assertThat(Dockerfile.read(IMAGES.resolve("jobs.Dockerfile")).all("FROM"))
        .containsExactly("flink:" + Yaml.xml(ROOT.resolve("pom.xml"), "flink.version") + "-java17");
  }

  /**
   * Makes the runtime as the Dockerfile says, starts the server on it, and asks for its health. The
   * JDK is the image's where one of its version is installed, or else that of the build.
   */
  @Test
  void thePushServerRunsOnTheModulesOfItsImageAndItsHealthCheckSaysSo(@TempDir Path folder)
      throws Exception {
    Program.require("jlink", "bash");
    Dockerfile file = Dockerfile.read(IMAGES.resolve("push-server.Dockerfile"));
    Path runtime = folder.resolve("runtime");
    Path jdk = jdkOf(file);
    String jlink = file.last("RUN").replace("/runtime", runtime.toString());
    if (jdk.equals(Path.of(System.getProperty("java.home")))
        && Runtime.version().feature() < 21) { // The names of compressions came with 21.
      jlink = jlink.replace("zip-6", "2");
    }
    Program.run("bash", "-c", "PATH='%s/bin':$PATH; %s".formatted(jdk, jlink)).well();
    int port = FreePort.any();
    List<String> entry = words(file.last("ENTRYPOINT"));
    List<String> command = new ArrayList<>(List.of(runtime.resolve("bin/java").toString()));
    command.addAll(entry.subList(1, entry.indexOf("-jar")));
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + ROOT.resolve("push-server/src/main/dist/log4j2.xml"),
            "-cp",
            System.getProperty("java.class.path"),
            "ai.colonycraft.realtime.push.PushServer",
            "--http.port",
            Integer.toString(port),
            "--kafka.bootstrap.servers",
            "127.0.0.1:" + FreePort.any(),
            "--history.url",
            "jdbc:postgresql://127.0.0.1:%d/colonycraft".formatted(FreePort.any())));
    Path output = folder.resolve("output");
    Process server = Program.start(output, command.toArray(String[]::new));
    try {
      List<String> check =
          words(file.last("HEALTHCHECK").replaceAll("^.*?CMD ", "")).stream()
              .map(word -> word.replace("/8080", "/" + port))
              .toList();
      await()
          .untilAsserted(
              () ->
                  assertThat(Program.run(check.toArray(String[]::new)).code())
                      .as(Files.readString(output))
                      .isZero());
      assertThat(status(port, "/")).isEqualTo(200);
      assertThat(status(port, "/metrics")).isEqualTo(200);
      assertThat(status(port, "/api/history/active_users")).isEqualTo(503);
      await().until(() -> Files.readString(output).contains("is away"));
      assertThat(Files.readString(output))
          .doesNotContain("NoClassDefFound", "ClassNotFound", "no module");
    } finally {
      Program.stop(server);
    }
    assertThat(
            Program.run(
                    words(file.last("HEALTHCHECK").replaceAll("^.*?CMD ", "")).stream()
                        .map(word -> word.replace("/8080", "/" + port))
                        .toArray(String[]::new))
                .code())
        .isNotZero();
  }

  private static Path jdkOf(Dockerfile file) throws IOException {
    String version = file.all("FROM").get(0).replaceAll(".*:(\\d+).*", "$1");
    Path installed = Path.of("/usr/lib/jvm");
    try (Stream<Path> all = Files.isDirectory(installed) ? Files.list(installed) : Stream.of()) {
      return all.filter(jdk -> jdk.getFileName().toString().matches(".*\\b" + version + "\\b.*"))
          .filter(jdk -> Files.exists(jdk.resolve("bin/jlink")))
          .findFirst()
          .orElse(Path.of(System.getProperty("java.home")));
    }
  }

  @Test
  void submitsAJobOnlyWhereItIsNotThere(@TempDir Path folder) throws Exception {
    Program.require("bash");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path calls = folder.resolve("calls");
    Path flink =
        Files.writeString(
            bin.resolve("flink"),
            "#!/bin/bash\n[ $1 = list ] && cat '%s/jobs' || echo \"$@\" >> '%s'\n"
                .formatted(folder, calls));
    assertThat(flink.toFile().setExecutable(true)).isTrue();
    String name = "ai.colonycraft.realtime.jobs.UserActivityJob";
    Files.writeString(folder.resolve("jobs"), "1 : 0a : ServiceHealthJob (RUNNING)\n");

    submit(folder, name, "--parallelism", "2", "--", "--kafka.bootstrap.servers", "kafka:9092");
    assertThat(Files.readString(calls))
        .isEqualTo(
            "run --detached --parallelism 2 --class %s %s/usrlib/jobs.jar --kafka.bootstrap.servers kafka:9092\n"
                .formatted(name, folder));

    Files.writeString(folder.resolve("jobs"), "1 : 0b : UserActivityJob (RESTARTING)\n");
    submit(folder, name, "--", "--kafka.bootstrap.servers", "kafka:9092");
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  /** Up to the second sleep, since the script never ends by itself. */
  @ParameterizedTest
  @CsvSource({"2026-01-31T00:29:50Z,10", "2026-01-31T00:30:00Z,86400", "2026-01-31T23:00:00Z,5400"})
  void runsOnceADayAtItsTimeWhateverBecameOfTheRunBefore(
      String now, String wait, @TempDir Path folder) throws Exception {
    Program.require("bash");
    Path calls = folder.resolve("calls");
    String clock =
        """
        date() { if [[ "$*" == "-u +%%s" ]]; then command date -u -d %s +%%s; else command date "$@"; fi; }
        sleep() { echo "sleep $1" >>%2$s; (($(grep -c sleep %2$s) < 2)) || exit 0; }
        """
            .formatted(now, calls);
    Path script =
        Files.writeString(
            folder.resolve("daily.sh"), clock + Files.readString(IMAGES.resolve("daily.sh")));

    Program.Ended ended =
        Program.run(
                "bash", script.toString(), "00:30", "bash", "-c", "echo ran >>" + calls + "; false")
            .well();

    assertThat(Files.readAllLines(calls)).containsExactly("sleep " + wait, "ran", "sleep " + wait);
    assertThat(ended.output()).contains("bash ended with 1");
  }

  private static void submit(Path home, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(IMAGES.resolve("submit.sh").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("FLINK_HOME", home.toString()));
    assertThat(builder.start().waitFor()).isZero();
  }

  private static int status(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static List<String> words(String json) throws IOException {
    List<String> words = new ArrayList<>();
    for (JsonNode word : new ObjectMapper().readTree(json)) {
      words.add(word.asText());
    }
    return words;
  }
}
