package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.NodePackages;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types in the pages' JSDoc, checked by the compiler of TypeScript. */
class TypesTest {

  private static final Path PAGES = Path.of("src/main/resources/push-pages");
  private static final Path CHECKS = Path.of("src/test/pages");

  /** Not ours, or with JSDoc of another kind: declarations stand in their place. */
  private static final List<String> DECLARED =
      List.of("lib/", "client.js", "connection.js", "report.js");

  @TempDir private Path folder;

  @Test
  void theCompilerFindsNothing() throws Exception {
    String node = Needs.program("node");
    Path packages = NodePackages.folder().resolve("node_modules");
    copy(PAGES, name -> DECLARED.stream().noneMatch(name::startsWith));
    copy(CHECKS.resolve("types"), name -> true);
    Files.copy(CHECKS.resolve("tsconfig.json"), folder.resolve("tsconfig.json"));
    Files.createDirectories(folder.resolve("lib/uplot"));
    Files.copy(
        packages.resolve("uplot/dist/uPlot.d.ts"), folder.resolve("lib/uplot/uPlot.esm.d.ts"));

    try (RunningProcess compiler =
        RunningProcess.start(
            node, packages.resolve("typescript/bin/tsc").toString(), "-p", folder.toString())) {
      int exit = compiler.waitForExit();

      assertThat(compiler.lines()).isEmpty();
      assertThat(exit).isZero();
    }
  }

  @Test
  void theStoreKnowsNoPageAndAComponentNoSocket() throws Exception {
    assertThat(sources("store"))
        .doesNotContainPattern("\\bdocument\\b|\\bWebSocket\\b|HTMLElement");
    for (String part : List.of("components", "charts", "pages")) {
      assertThat(sources(part)).doesNotContainPattern("WebSocket|EventSource|client\\.js");
    }
    assertThat(sources("")).doesNotContainPattern("innerHTML|insertAdjacentHTML|document\\.write");
  }

  private static String sources(String part) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(PAGES.resolve(part))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        if (DECLARED.stream().noneMatch(PAGES.relativize(file).toString()::startsWith)) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  private void copy(Path from, java.util.function.Predicate<String> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = from.relativize(file).toString();
        if (wanted.test(name)) {
          Files.createDirectories(folder.resolve(name).getParent());
          Files.copy(file, folder.resolve(name));
        }
      }
    }
  }
}
