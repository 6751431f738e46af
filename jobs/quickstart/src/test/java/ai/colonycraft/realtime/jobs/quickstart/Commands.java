package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.push.support.RunningProcess;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * Commands of {@code compose.yaml}, of manifests and of the images' entry points, as processes of
 * this machine. Paths in an image and addresses of other containers are replaced by what this build
 * and the test have in their place.
 */
final class Commands {

  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  static final Path CONF = ROOT.resolve("flink-conf");

  /** How long a command may take that starts Flink or speaks to it. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String BUNDLED =
      ".*/(kryo|objenesis|minlog|javassist|snakeyaml-engine|lz4-java|snappy-java)-[^/]*\\.jar";

  private final Map<String, String> here = new HashMap<>();

  Commands() throws IOException {
    String jobs = jar("jobs", "jobs-.*-flink\\.jar").toString();
    replace("/opt/flink/usrlib/jobs.jar", jobs);
    replace("/opt/simulator/jobs.jar", jobs);
    replace(
        "/opt/simulator/simulator.jar",
        jar("jobs/quickstart", "quickstart-[0-9.]+(-SNAPSHOT)?\\.jar").toString());
    replace("/opt/push-server.jar", pushServer().toString());
    replace("/opt/flink/lib/*", flinkLib());
    replace("/opt/colonycraft/rules", ROOT.resolve("cep-rules/rules").toString());
    replace("/opt/flink/bin/submit.sh", CONF.resolve("images/submit.sh").toString());
    replace("/opt/flink/bin/daily.sh", CONF.resolve("images/daily.sh").toString());
    replace("/opt/java/bin/java", "java");
  }

  /** Sets what stands here for an address or a path. */
  void replace(String there, String mine) {
    here.put(there, mine);
  }

  /** The command of a service of {@code compose.yaml}. */
  static String service(String name) throws IOException {
    Map<?, ?> compose = new Yaml().load(Files.readString(CONF.resolve("compose.yaml")));
    Map<?, ?> services = (Map<?, ?>) compose.get("services");
    return words(((Map<?, ?>) services.get(name)).get("command"));
  }

  /** What a list of a YAML file says, with spaces between. */
  static String words(Object list) {
    return ((List<?>) list).stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** The entry point of an image. */
  static String entryPoint(String image) throws IOException {
    String line =
        Files.readAllLines(CONF.resolve("images/" + image + ".Dockerfile")).stream()
            .filter(l -> l.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    return String.join(
        " ", new ObjectMapper().readValue(line.substring("ENTRYPOINT ".length()), String[].class));
  }

  /** Starts a command, which may come in parts. */
  RunningProcess start(String... parts) throws IOException {
    return RunningProcess.start(
        Arrays.stream(String.join(" ", parts).split(" "))
            .map(this::inPlace)
            .toArray(String[]::new));
  }

  private String inPlace(String word) {
    String mine = word;
    for (Map.Entry<String, String> entry : here.entrySet()) {
      mine = mine.replace(entry.getKey(), entry.getValue());
    }
    return mine;
  }

  /** Runs a command that ends well. */
  void run(String command) throws Exception {
    try (RunningProcess process = start(command)) {
      assertThat(process.waitForExit()).as(String.join("\n", process.lines())).isZero();
    }
  }

  /** Runs a command until it printed one of the texts, and returns what it printed. */
  String printed(String command, String... texts) throws IOException {
    try (RunningProcess process = start(command)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(String.join("\n", process.lines())).containsAnyOf(texts));
      return String.join("\n", process.lines());
    }
  }

  /** Makes the roles and tables of history, with the file and the service that compose has. */
  void makeTables(EmbeddedDatabase database) throws Exception {
    replace("jdbc:postgresql://postgres:5432/colonycraft", database.url());
    try (Connection admin =
            DriverManager.getConnection(database.url(), database.superuser(), null);
        Statement statement = admin.createStatement()) {
      statement.execute(Files.readString(CONF.resolve("compose/history-roles.sql")));
      run(service("history-tables"));
      assertThat(statement.executeQuery("SELECT count(*) FROM history.incidents").next()).isTrue();
    }
  }

  /**
   * A folder like Flink's, with the jobs' jar and the command {@code flink} on the shipped config.
   *
   * @param classPath of the command
   * @param options of its {@code run} and {@code list}, before those of the caller
   */
  Path flinkHome(Path folder, String classPath, String... options) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home/bin")).getParent();
    Files.createSymbolicLink(
        Files.createDirectories(home.resolve("usrlib")).resolve("jobs.jar"),
        Path.of(inPlace("/opt/flink/usrlib/jobs.jar")));
    Map<?, ?> shipped = new Yaml().load(Files.readString(CONF.resolve("config.yaml")));
    String script =
        """
        #!/bin/bash
        FLINK_CONF_DIR='%s' exec java %s $JVM_ARGS -cp '%s' org.apache.flink.client.cli.CliFrontend \\
          "$1" %s "${@:2}"
        """
            .formatted(
                CONF,
                shipped.get("env.java.opts.all").toString().strip().replaceAll("\\s+", " "),
                classPath,
                String.join(" ", options));
    Path flink = Files.writeString(home.resolve("bin/flink"), script);
    assertThat(flink.toFile().setExecutable(true)).isTrue();
    return home;
  }

  /** The runnable jar of the push server. */
  static Path pushServer() throws IOException {
    return jar("push-server", "push-server-.*-runnable\\.jar");
  }

  /** A jar that a module has built, by a pattern of its name. */
  static Path jar(String module, String name) throws IOException {
    Path folder = ROOT.resolve(module).resolve("target");
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What Flink's {@code lib} has: its own jars and those that are inside them. */
  static String flinkLib() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(entry -> entry.matches(".*/(log4j|slf4j|flink|commons)-[^/]*\\.jar|" + BUNDLED))
        .filter(entry -> !entry.matches(".*/flink-connector-(kafka|jdbc).*"))
        .collect(Collectors.joining(":"));
  }
}
