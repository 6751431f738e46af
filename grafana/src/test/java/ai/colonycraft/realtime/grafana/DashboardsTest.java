package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the checks that are written for Node. */
class DashboardsTest {

  @Test
  void areWhatTheGeneratorWrites() throws Exception {
    Program.require("node");

    Program.run("node", "pack/generate.js", "--check").well();
  }

  @Test
  void keepTheRulesOfTheLinterTheTypesOfGrafanaAndTheColoursOfTheTable() throws Exception {
    Program.require("node", "npm");
    Program.run("npm", "ci", "--no-audit", "--no-fund").well();

    Program.run("node", "--test", "checks/").well();
  }

  @Test
  void areProvisionedFolderByFolder() throws Exception {
    JsonNode providers =
        Yaml.read(Program.PACK.resolve("provisioning/dashboards/dashboards.yml")).get("providers");
    List<String> editable = new ArrayList<>();
    for (JsonNode provider : providers) {
      String name = provider.get("name").asText();
      assertThat(provider.at("/options/path").asText()).endsWith("/dashboards/" + name);
      assertThat(Program.PACK.resolve("dashboards").resolve(name)).isDirectory();
      if (provider.get("allowUiUpdates").asBoolean()) {
        editable.add(name);
      }
    }
    assertThat(providers).hasSize(4);
    assertThat(editable).containsExactly("custom");
  }
}
