package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program that a test started, and the lines that it printed, standard error included. */
public final class RunningProcess implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private RunningProcess(Process process) {
    this.process = process;
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader out = process.inputReader()) {
                out.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("(output ended: " + e.getMessage() + ")");
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  public static RunningProcess start(String... command) throws IOException {
    return new RunningProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  public List<String> lines() {
    return lines;
  }

  /** Waits for a line that contains the text. */
  public String waitForLine(String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                org.assertj.core.api.Assertions.assertThat(String.join("\n", lines))
                    .contains(text));
    return lines.stream().filter(l -> l.contains(text)).findFirst().orElseThrow();
  }

  /** Sends SIGTERM; what it prints from then on is kept too. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end, two minutes at most; returns the exit code. */
  public int waitForExit() throws InterruptedException {
    return waitForExit(Duration.ofSeconds(120));
  }

  /** Waits for the end; returns the exit code. */
  public int waitForExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs; it printed:\n" + String.join("\n", lines));
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
