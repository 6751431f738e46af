package ai.colonycraft.realtime.jobs.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM beside this one that answers each line with a line, and ends with its input. What it says
 * otherwise goes to this one's error output. Not thread-safe.
 */
final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private ChildProcess(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a main class, with the same options and class path as this process. */
  static ChildProcess start(Class<?> main, String... args) {
    return start(System.getProperty("java.class.path"), main, args);
  }

  /** Starts a main class that stands in this class path, with the same options as this process. */
  static ChildProcess start(String classPath, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(args));
    try {
      return new ChildProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a line, and waits for the answer. */
  String ask(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("a worker ended; what it said stands above");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("a worker can't be reached; what it said stands above", e);
    }
  }

  /** CPU time that it has taken since it began. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
