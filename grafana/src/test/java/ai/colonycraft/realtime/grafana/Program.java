package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the machine that check the pack. */
final class Program {

  /** The folder {@code grafana}, where Maven runs the tests. */
  static final Path PACK = Path.of("").toAbsolutePath();

  private Program() {}

  /** What a program printed, and how it ended. */
  record Ended(int code, String output) {

    /** Fails with what the program printed if it did not end well. */
    Ended well() {
      assertThat(code).as(output).isZero();
      return this;
    }
  }

  /** Skips the test if a program is missing, with its name; fails it where {@code CI=true}. */
  static void require(String... names) {
    for (String name : names) {
      boolean found =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      String missing = name + " is not installed, so this is not tested";
      if (!found && "true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      assumeTrue(found, missing);
    }
  }

  /** Runs a program to its end, in the folder of the pack. */
  static Ended run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(PACK.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  /** Starts a program; what it prints goes to a file. */
  static Process start(Path output, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Ends a program and waits until it has. */
  static void stop(Process process) {
    process.destroy();
    process.onExit().join();
  }
}
