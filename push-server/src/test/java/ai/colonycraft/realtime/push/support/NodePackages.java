package ai.colonycraft.realtime.push.support;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** The npm packages that checks of the pages need, which npm installs under {@code target} once. */
public final class NodePackages {

  private static final int MINUTES = 5;

  private NodePackages() {}

  /**
   * The folder with {@code node_modules} of the tests, whose list is {@code src/test/pages}.
   * Without npm or a network the test is skipped and says so; where {@code CI=true} it fails.
   */
  public static Path folder() throws Exception {
    return folder("pages");
  }

  /** The same of another list, {@code src/test/<name>}. */
  public static synchronized Path folder(String name) throws Exception {
    Path list = Path.of("src/test", name);
    Path folder = Path.of("target", name + "-checks");
    // Tests run in two processes: the second waits until the first has installed, and closed the
    // file.
    Path turn = folder.resolveSibling(folder.getFileName() + ".lock");
    try (FileChannel file = FileChannel.open(turn, CREATE, WRITE)) {
      file.lock();
      return installed(list, folder);
    }
  }

  private static Path installed(Path list, Path folder) throws Exception {
    Path done = folder.resolve("node_modules/.package-lock.json");
    Path lock = folder.resolve("package-lock.json");
    if (Files.exists(done) && Files.mismatch(lock, list.resolve("package-lock.json")) == -1) {
      return folder.toAbsolutePath();
    }
    String npm = Needs.program("npm");
    Files.createDirectories(folder);
    for (String file : new String[] {"package.json", "package-lock.json", ".npmrc"}) {
      Files.copy(list.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Process install =
        new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("npm.log").toFile())
            .start();
    if (!install.waitFor(MINUTES, TimeUnit.MINUTES) || install.exitValue() != 0) {
      install.destroyForcibly();
      String missing =
          "npm could not install " + list + ":\n" + Files.readString(folder.resolve("npm.log"));
      if ("true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      assumeTrue(false, missing);
    }
    return folder.toAbsolutePath();
  }
}
