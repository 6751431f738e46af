package ai.colonycraft.realtime.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of this test and nobody else's. It is ended by its id: when it is closed, and when this
 * JVM ends, however that comes.
 */
final class OsProcess implements AutoCloseable {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Path log;
  private final Process process;

  private OsProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param log takes what it prints, after what was printed there before
   */
  static OsProcess start(
      String name, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    RUNNING.add(process);
    process.onExit().thenAccept(RUNNING::remove);
    return new OsProcess(name, log, process);
  }

  /** As {@code kill -9}; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As {@code kill -STOP}: it stays, and does nothing. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** As {@code kill -CONT}: it goes on as if nothing had been. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill -" + signal + " of " + name + " failed");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for its end.
   *
   * @return what it printed
   * @throws IllegalStateException if it takes two minutes or does not end well
   */
  String output() throws Exception {
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    String printed = Files.readString(log);
    if (!ended || process.exitValue() != 0) {
      close();
      throw new IllegalStateException(
          "%s %s; it printed:%n%s"
              .formatted(name, ended ? "ended with " + process.exitValue() : "hangs", printed));
    }
    return printed;
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
