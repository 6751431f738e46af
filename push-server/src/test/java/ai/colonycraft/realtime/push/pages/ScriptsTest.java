package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.NodePackages;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scripts and styles are formatted, pass the linter, and import in one direction. */
class ScriptsTest {

  private static final Path PAGES = Path.of("src/main/resources/push-pages");
  private static final Path CONFIG = Path.of("src/test/pages/biome.jsonc").toAbsolutePath();

  /** Whatever a person writes in JavaScript and CSS in this repository, but for the document's. */
  private static final List<String> CHECKED =
      List.of(
          "push-server/src/main/resources/push-pages",
          "push-server/src/test/resources/push-benchmark",
          "grafana/pack",
          "grafana/checks",
          "jobs/src/test/resources/cluster");

  /** The folders that each folder may import, beside the modules at the root. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.of(
          "store", Set.of("store"),
          "panels", Set.of("panels", "store"),
          "charts", Set.of("charts", "panels", "store", "lib"),
          "components", Set.of("components", "charts", "panels", "store"),
          "pages", Set.of("pages", "components", "charts", "panels", "store"));

  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\\s*\\(?\\s*\"(\\.{1,2}/[^\"]+)\"");

  @Test
  void theFormatterAndTheLinterFindNothing() throws Exception {
    String node = Needs.program("node");
    Path biome = NodePackages.folder().resolve("node_modules/@biomejs/biome/bin/biome");
    List<String> command =
        new ArrayList<>(
            List.of(
                node,
                biome.toString(),
                "ci",
                "--colors=off",
                "--error-on-warnings",
                "--config-path=" + CONFIG));
    CHECKED.forEach(folder -> command.add(Path.of("..", folder).toAbsolutePath().toString()));

    try (RunningProcess check = RunningProcess.start(command.toArray(String[]::new))) {
      int exit = check.waitForExit();

      assertThat(exit)
          .as(
              "run \"biome check --write\" with src/test/pages/biome.jsonc:\n%s",
              String.join("\n", check.lines()))
          .isZero();
    }
  }

  @Test
  void importsRunOneWay() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String folder : MAY_IMPORT.keySet()) {
      for (Path script : scripts(folder)) {
        Matcher imported = IMPORT.matcher(Files.readString(script));
        while (imported.find()) {
          Path target = script.getParent().resolve(imported.group(1)).normalize();
          Path within = PAGES.relativize(target);
          String from = within.getNameCount() == 1 ? "" : within.getName(0).toString();
          if (!from.isEmpty() && !MAY_IMPORT.get(folder).contains(from)) {
            wrong.add(PAGES.relativize(script) + " imports " + within);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyFolderHasItsDirection() throws IOException {
    try (Stream<Path> all = Files.list(PAGES)) {
      assertThat(all.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "store", "panels", "charts", "components", "pages", "lib", "styles", "icons");
    }
  }

  private static List<Path> scripts(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(PAGES.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".js")).toList();
    }
  }
}
