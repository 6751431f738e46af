package ai.colonycraft.realtime.push.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, and what Linux says of that. */
final class ServerProcess implements AutoCloseable {

  /** Linux counts CPU time in hundredths of a second ({@code USER_HZ}). */
  private static final long TICK_MICROS = 10_000;

  private final Process process;

  ServerProcess(Path folder, List<String> command) throws IOException {
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.txt").toFile())
            .start();
  }

  /** The class path and Java of this process, with a heap that holds every part. */
  static List<String> java(Class<?> main, String... args) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2g",
            "-classpath",
            System.getProperty("java.class.path"),
            main.getName());
    return Stream.concat(command.stream(), Arrays.stream(args)).toList();
  }

  /** The first line of its output: the port. */
  int port() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("The server ended at once; see stderr.txt in its folder");
    }
    return Integer.parseInt(line.trim());
  }

  /** Sends it a line. */
  void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** CPU time that it has used so far, user and system, in microseconds. */
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // The name, the second field, may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
  }

  /** Memory that is its own and in RAM, in bytes: resident without what it shares with others. */
  long memory() throws IOException, InterruptedException {
    collectGarbage();
    String[] pages = Files.readString(Path.of("/proc/" + process.pid() + "/statm")).split(" ");
    return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * 4096;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** What a JVM has not cleared yet would count as its need; others are left alone. */
  private void collectGarbage() throws IOException, InterruptedException {
    if (process.info().command().orElse("").endsWith("java")) {
      new ProcessBuilder("jcmd", Long.toString(process.pid()), "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    }
  }
}
