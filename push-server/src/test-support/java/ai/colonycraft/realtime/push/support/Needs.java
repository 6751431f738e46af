package ai.colonycraft.realtime.push.support;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the machine that a test needs. */
public final class Needs {

  private Needs() {}

  /**
   * The path of a program. If it is missing the test is skipped and says so; where {@code CI=true}
   * it fails, so that no check is lost unseen.
   */
  public static String program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseGet(
            () -> {
              String missing = name + " is not installed, so this is not tested";
              if ("true".equals(System.getenv("CI"))) {
                fail(missing);
              }
              assumeTrue(false, missing);
              return name;
            });
  }
}
