package ai.colonycraft.realtime.jobs.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that tests run for real. */
public final class Program {

  private Program() {}

  /** Skips the test where the program is missing; in CI, where none may be missing, fails it. */
  public static void require(String name) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (System.getenv("CI") != null) {
      Assertions.assertTrue(found, name + " is not installed, and CI must have it");
    }
    Assumptions.assumeTrue(found, name + " is not installed: install it to run this test");
  }

  /** Starts a program; what it prints goes to a file. */
  public static Process start(Path output, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
