package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ReportConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.quickstart.SimulatedPlatform;
import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.config.PushConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs the product on many machines, checked as far as can be without an engine: references,
 * ports, versions and names against the code and the rest of the repository.
 */
class ManyMachinesTest {

  private static final Path CONF = Program.PACK.resolveSibling("flink-conf");
  private static final Path COMPOSE = CONF.resolve("compose.yaml");

  @Test
  void everyImageIsPinnedAndOursAndKafkaAreThoseOfTheBuild() throws Exception {
    for (JsonNode service : services().values()) {
      assertThat(service.get("image").asText()).matches(".+:v?\\d+\\.\\d+.*");
    }
    Set<String> built = new LinkedHashSet<>();
    for (JsonNode service : services().values()) {
      String image = service.get("image").asText();
      if (image.startsWith("colonycraft/")) {
        assertThat(image)
            .endsWith(":" + Yaml.xml(Program.PACK.resolveSibling("pom.xml"), "version"));
        Path file =
            CONF.resolve(service.at("/build/context").asText())
                .resolve(service.at("/build/dockerfile").asText());
        assertThat(Files.readString(file)).contains("-t " + image);
        built.add(image.split(":")[0]);
      }
    }
    assertThat(built)
        .containsExactlyInAnyOrder(
            "colonycraft/realtime-jobs", "colonycraft/push-server", "colonycraft/simulator");
    assertThat(services().get("kafka").get("image").asText())
        .isEqualTo("apache/kafka:" + property("kafka.version"));
  }

  @Test
  void everyFileThatIsMountedIsThere() throws Exception {
    List<Path> missing = new ArrayList<>();
    for (JsonNode service : services().values()) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":")[0];
        boolean built = source.contains("/target/");
        if (source.startsWith(".") && !built && !Files.exists(CONF.resolve(source))) {
          missing.add(Path.of(source));
        } else if (built) {
          String version = Yaml.xml(Program.PACK.resolveSibling("pom.xml"), "version");
          assertThat(source).contains("-" + version + "-");
        } else if (!source.startsWith(".")) {
          assertThat(Yaml.read(COMPOSE).get("volumes").has(source)).as(source).isTrue();
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyServiceThatIsWaitedForOrSpokenToIsThere() throws Exception {
    Map<String, JsonNode> services = services();
    Set<String> asked = new LinkedHashSet<>();
    for (JsonNode service : services.values()) {
      service.path("depends_on").fieldNames().forEachRemaining(asked::add);
    }
    String text = Files.readString(COMPOSE);
    Matcher address = Pattern.compile("(?:http://|@|//|- )([a-z-]+):\\d{4}\\b").matcher(text);
    while (address.find()) {
      asked.add(address.group(1));
    }
    asked.remove("localhost");
    assertThat(asked).contains("kafka", "push-server", "loki").isSubsetOf(services.keySet());
  }

  /** A cycle would never come up, and what is waited for must be able to be healthy or to end. */
  @Test
  void whatIsWaitedForComesUpBefore() throws Exception {
    Map<String, JsonNode> services = services();
    Set<String> up = new LinkedHashSet<>();
    for (int round = 0; round < services.size(); round++) {
      services.forEach(
          (name, service) -> {
            Set<String> before = new LinkedHashSet<>();
            service.path("depends_on").fieldNames().forEachRemaining(before::add);
            if (up.containsAll(before)) {
              up.add(name);
            }
          });
    }
    assertThat(up).containsExactlyInAnyOrderElementsOf(services.keySet());
    for (JsonNode service : services.values()) {
      for (Map.Entry<String, JsonNode> before : service.path("depends_on").properties()) {
        JsonNode other = services.get(before.getKey());
        boolean isHealth = before.getValue().get("condition").asText().equals("service_healthy");
        assertThat(isHealth ? other.has("healthcheck") : !other.has("restart"))
            .as(before.getKey())
            .isTrue();
      }
    }
  }

  @Test
  void onlyLoopbackReachesItFromOutside() throws Exception {
    for (JsonNode service : services().values()) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void prometheusScrapesEveryJobOfItsConfigWhereItListens() throws Exception {
    JsonNode config = Yaml.read(Program.PACK.resolve("prometheus/prometheus.yml"));
    List<String> files = new ArrayList<>();
    config.findValues("files").forEach(list -> files.add(list.get(0).asText()));
    assertThat(files).hasSize(5);
    String reporter =
        Yaml.read(CONF.resolve("config.yaml")).at("/metrics/reporter/prom/port").asText();
    for (String file : files) {
      for (JsonNode target :
          Yaml.read(CONF.resolve("compose").resolve(file)).get(0).get("targets")) {
        String[] address = target.asText().split(":");
        assertThat(services()).containsKey(address[0]);
        if (file.endsWith("flink.yml")) {
          assertThat(address[1]).isEqualTo(reporter);
        }
      }
      assertThat(Program.PACK.resolve("prometheus").resolve(file)).exists();
    }
  }

  @Test
  void grafanaGetsTheAddressOfEveryDataSource() throws Exception {
    String sources =
        Files.readString(Program.PACK.resolve("provisioning/datasources/datasources.yml"));
    JsonNode environment = services().get("grafana").get("environment");
    Matcher variable = Pattern.compile("\\$\\{(\\w+)}").matcher(sources);
    while (variable.find()) {
      assertThat(environment.has(variable.group(1))).as(variable.group(1)).isTrue();
    }
    assertThat(environment.get("GF_PLUGINS_PREINSTALL").asText())
        .isEqualTo("yesoreyeram-infinity-datasource");
  }

  @Test
  void whatIsToldToOurProgramsTheyKnow() throws Exception {
    Set<String> push = names(PushConfig.SETTINGS);
    Set<String> job = names(UserActivityConfig.SETTINGS);
    List<String> told = keys(services().get("push-server").get("command"));
    for (String key : told) {
      assertThat(push).as("settings of the push server").contains(key);
    }
    int jobs = 0;
    for (Map.Entry<String, JsonNode> service : services().entrySet()) {
      if (service.getKey().endsWith("-job")) {
        List<String> command = texts(service.getValue().get("command"));
        boolean isHistory = service.getKey().startsWith("history");
        assertThat(command.get(0)).isEqualTo("/opt/flink/bin/submit.sh");
        assertThat(keys(service.getValue().get("command")))
            .filteredOn(key -> key.contains("."))
            .isSubsetOf(isHistory ? names(HistoryConfig.SETTINGS) : job);
        isMainClass(command.get(1));
        jobs++;
      }
    }
    assertThat(jobs).isEqualTo(4);
    List<String> report = texts(services().get("daily-report").get("command"));
    assertThat(keys(services().get("daily-report").get("command")))
        .filteredOn(key -> key.contains("."))
        .isSubsetOf(names(ReportConfig.SETTINGS));
    isMainClass(report.get(report.indexOf("--class") + 1));
    assertThat(keys(services().get("simulator").get("command")))
        .isSubsetOf(names(SimulatedPlatform.SETTINGS));
  }

  @Test
  void makesTheTopicsOfTheCode(@TempDir Path folder) throws Exception {
    Program.require("bash");
    Path called = folder.resolve("called");
    String script =
        Files.readString(CONF.resolve("topics.sh"))
            .replace("/opt/kafka/bin/kafka-topics.sh", "printf '%s ' >> " + called);
    // Each call on a line of its own.
    script = script.replace("\"${configs[@]}\"", "\"${configs[@]}\" $'\\n'");
    Path copy = Files.writeString(folder.resolve("topics.sh"), script);
    Program.run("bash", copy.toString(), "kafka:9092", "4").well();

    Map<String, String> made = new TreeMap<>();
    for (String line : Files.readAllLines(called)) {
      List<String> words = List.of(line.strip().split(" "));
      if (words.contains("--topic")) {
        Map<String, String> configs = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
          if (words.get(i).equals("--config")) {
            String[] config = words.get(i + 1).split("=", 2);
            configs.put(config[0], config[1]);
          }
        }
        made.put(
            words.get(words.indexOf("--topic") + 1),
            words.get(words.indexOf("--partitions") + 1) + " " + configs);
      }
    }
    Map<String, String> expected = new TreeMap<>();
    for (Topic topic : Topics.ALL) {
      expected.put(topic.name(), (topic.spread() ? 4 : 1) + " " + new TreeMap<>(topic.configs()));
    }
    assertThat(made).isEqualTo(expected);
  }

  @Test
  void oneCommandPutsAVersionInPlaceOfTheOther(@TempDir Path folder) throws Exception {
    Program.require("bash", "tar");
    String copy =
        "cd .. && find . -name pom.xml -not -path '*/target/*' -print0"
            + " | tar c --null -T - flink-conf push-server/README.md .ci | tar x -C "
            + folder;
    Program.run("bash", "-c", copy).well();
    String old = Yaml.xml(folder.resolve("pom.xml"), "version");
    String command = folder.resolve(".ci/version").toString();

    assertThat(Program.run(command, "1.2").code()).isEqualTo(2);
    Program.run(command, "7.8.9").well();

    assertThat(Yaml.xml(folder.resolve("pom.xml"), "version")).isEqualTo("7.8.9");
    Program.run(command, "7.9.0-SNAPSHOT").well();
    assertThat(Program.run("grep", "-rlF", "-e", old, "-e", "7.8.9", folder.toString()).output())
        .isEmpty();
    Program.run(command, old).well();
    for (String file : List.of("flink-conf/compose.yaml", "jobs/pom.xml", "pom.xml")) {
      assertThat(folder.resolve(file)).hasSameTextualContentAs(Program.PACK.resolveSibling(file));
    }
  }

  private static void isMainClass(String name) throws IOException {
    Path source =
        Program.PACK.resolveSibling("jobs/src/main/java/" + name.replace('.', '/') + ".java");
    assertThat(source).exists();
  }

  private static Map<String, JsonNode> services() throws IOException {
    Map<String, JsonNode> services = new TreeMap<>();
    JsonNode compose = Yaml.read(COMPOSE);
    for (Map.Entry<String, JsonNode> service : compose.get("services").properties()) {
      services.put(service.getKey(), service.getValue());
    }
    return services;
  }

  private static String property(String name) throws IOException {
    return Yaml.xml(Program.PACK.resolveSibling("pom.xml"), name);
  }

  private static Set<String> names(List<Setting<?>> settings) {
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(setting -> names.add(setting.name()));
    return names;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<String> keys(JsonNode arguments) {
    List<String> keys = new ArrayList<>();
    for (String argument : texts(arguments)) {
      if (argument.startsWith("--")) {
        keys.add(argument.substring(2));
      }
    }
    return keys;
  }
}
