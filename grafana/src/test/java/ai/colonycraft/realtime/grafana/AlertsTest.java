package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules, alerts, runbooks and routes. */
class AlertsTest {

  private static final Path PROMETHEUS = Program.PACK.resolve("prometheus");

  @Test
  void prometheusTakesTheConfigAndTheRules() throws Exception {
    Program.require("promtool");

    Program.run("promtool", "check", "config", "prometheus/prometheus.yml").well();
  }

  @Test
  void fireWhenTheyShouldWithTheirWholeTextAndStaySilentWhenTheyShould() throws Exception {
    Program.require("promtool");

    Program.run(
            "promtool",
            "test",
            "rules",
            "prometheus/tests/objectives.yml",
            "prometheus/tests/platform.yml",
            "prometheus/tests/pipeline.yml")
        .well();
  }

  /** What reads a range, or a rule over one, has samples of before; so has {@code up} always. */
  @Test
  void noneEndsSinceAScrapeFails() throws Exception {
    Pattern rangeOf = Pattern.compile("[\\w:]+\\s*(\\{[^}]*})?\\s*\\[[^]]*]");
    for (JsonNode alert : alerts()) {
      String name = alert.get("alert").asText();
      String newest = rangeOf.matcher(alert.get("expr").asText()).replaceAll("vector(0)");
      boolean mayLackOne =
          new Expression(name, newest, Expression.Kind.ALERT)
              .selectors().stream()
                  .map(Expression.Selector::metric)
                  .filter(metric -> !metric.equals("up"))
                  .anyMatch(metric -> !metric.matches(".*:.*(budget:|(rate|increase)\\d).*"));
      if (mayLackOne && !name.equals("ServiceUnhealthy")) { // A scrape has all its states or none.
        assertThat(alert.path("keep_firing_for").asText()).as(name).isEqualTo("1m");
      }
    }
  }

  @Test
  void eachIsTestedFiringAndHasARunbookOfFourParts() throws Exception {
    String tests =
        Files.readString(PROMETHEUS.resolve("tests/objectives.yml"))
            + Files.readString(PROMETHEUS.resolve("tests/platform.yml"))
            + Files.readString(PROMETHEUS.resolve("tests/pipeline.yml"));
    List<String> runbooks = new ArrayList<>();
    for (JsonNode alert : alerts()) {
      String name = alert.get("alert").asText();
      JsonNode annotations = alert.get("annotations");

      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "none");
      assertThat(annotations.get("summary").asText()).as(name).isNotBlank();
      assertThat(annotations.get("description").asText()).as(name).endsWith(".");
      assertThat(annotations.get("runbook_url").asText()).endsWith("/" + name);
      assertThat(tests).contains("runbook_url: " + annotations.get("runbook_url").asText() + "\n");
      assertThat(Files.readString(Program.PACK.resolve("runbooks/" + name + ".md")))
          .containsSubsequence(
              "# " + name, "## Meaning\n", "## Impact\n", "## Diagnosis\n", "## Mitigation\n");
      runbooks.add(name + ".md");
    }
    try (Stream<Path> files = Files.list(Program.PACK.resolve("runbooks"))) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(runbooks);
    }
  }

  @Test
  void goWhereTheyShould() throws Exception {
    Program.require("amtool");
    Program.run("amtool", "check-config", "alertmanager/alertmanager.yml").well();

    for (String line : Files.readAllLines(Program.PACK.resolve("alertmanager/routes.txt"))) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] sides = line.split(" => ");
      List<String> command =
          new ArrayList<>(
              List.of("amtool", "config", "routes", "test", "--verify.receivers=" + sides[1]));
      command.add("--config.file=alertmanager/alertmanager.yml");
      command.addAll(List.of(sides[0].split(" ")));
      Program.run(command.toArray(String[]::new)).well();
    }
  }

  @Test
  void aCriticalOneSilencesTheWarningOfTheSameNameAndPlace() throws Exception {
    JsonNode rule =
        Yaml.read(Program.PACK.resolve("alertmanager/alertmanager.yml")).at("/inhibit_rules/0");

    assertThat(rule.toString())
        .contains("severity = \\\"critical\\\"", "severity = \\\"warning\\\"")
        .contains("\"alertname\",\"service\",\"region\"");
  }

  @Test
  void idsOfPeopleNeverBecomeLabelsOfTheLog() throws Exception {
    String alloy = Files.readString(Program.PACK.resolve("loki/alloy.alloy"));

    assertThat(alloy).contains("topics                 = [\"activity-feed\"]");
    assertThat(alloy).contains("job = \"user-activity\"");
    assertThat(alloy).contains("values = [\"job\", \"type\"]");
    assertThat(alloy).doesNotContain("userId", "colonyId");
  }

  private static List<JsonNode> alerts() throws Exception {
    List<JsonNode> alerts = new ArrayList<>();
    for (String file : List.of("objectives.yml", "platform.yml", "pipeline.yml")) {
      for (JsonNode group : Yaml.read(PROMETHEUS.resolve("rules").resolve(file)).get("groups")) {
        for (JsonNode rule : group.get("rules")) {
          // The others are recording rules.
          if (rule.has("alert")) {
            alerts.add(rule);
          }
        }
      }
    }
    assertThat(alerts).hasSizeGreaterThan(10);
    return alerts;
  }
}
