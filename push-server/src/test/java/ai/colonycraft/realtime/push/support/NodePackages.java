package ai.colonycraft.realtime.push.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The packages of {@code src/test/pages}, which npm installs under {@code target} once. */
public final class NodePackages {

  private static final Path CHECKS = Path.of("src/test/pages");
  private static final Path FOLDER = Path.of("target/pages-checks");
  private static final int MINUTES = 5;

  private NodePackages() {}

  /**
   * The folder with {@code node_modules}. Without npm or a network the test is skipped and says so;
   * where {@code CI=true} it fails.
   */
  public static synchronized Path folder() throws Exception {
    Path done = FOLDER.resolve("node_modules/.package-lock.json");
    Path lock = FOLDER.resolve("package-lock.json");
    if (Files.exists(done) && Files.mismatch(lock, CHECKS.resolve("package-lock.json")) == -1) {
      return FOLDER.toAbsolutePath();
    }
    String npm = Needs.program("npm");
    Files.createDirectories(FOLDER);
    for (String name : new String[] {"package.json", "package-lock.json", ".npmrc"}) {
      Files.copy(
          CHECKS.resolve(name),
          FOLDER.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    Process install =
        new ProcessBuilder(npm, "ci", "--no-audit", "--no-fund")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("npm.log").toFile())
            .start();
    if (!install.waitFor(MINUTES, TimeUnit.MINUTES) || install.exitValue() != 0) {
      install.destroyForcibly();
      String missing =
          "npm could not install the pages' checks:\n"
              + Files.readString(FOLDER.resolve("npm.log"));
      if ("true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      assumeTrue(false, missing);
    }
    return FOLDER.toAbsolutePath();
  }
}
