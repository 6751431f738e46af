package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures each contender in its turn and prints a table; one load client for all. */
final class PushBenchmark {

  private static final String USAGE =
      "push-benchmark: our push server, Nchan, Node ws and a plain Jetty at the same load\n\n"
          + "  mvn -q compile exec:exec@push-benchmark -Dbenchmark.args=\"[--key value]...\"";

  /** Updates a second, until one is too much. */
  private static final List<Integer> RATES = List.of(100, 200, 500, 1_000, 2_000);

  private static final int MIXED_RATE = 1_000;
  private static final int STALLED_RATE = 100;
  private static final int STALLED_OF = 20;
  private static final double ENOUGH = 0.95;
  private static final long BROKEN_MICROS = 1_000_000;
  private static final int MEBIBYTE = 1 << 20;

  private final BenchmarkConfig config;

  private PushBenchmark(BenchmarkConfig config) {
    this.config = config;
  }

  /** One step's figures; {@code expected} counts what the clients asked for. */
  private record Step(
      double delivered, double expected, LoadClient.Reading read, double cpuMicros) {
    boolean holds() {
      return delivered >= ENOUGH * expected
          && read.micros().getValueAtPercentile(99) < BROKEN_MICROS;
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, BenchmarkConfig.SETTINGS));
      return;
    }
    try {
      new PushBenchmark(BenchmarkConfig.read(args)).run();
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        "%d connections, %d s a step after %d s%n%n",
        config.connections(), config.seconds(), config.warmUp());
    System.out.println(
        "| server | part | updates/s | delivered/s | of expected | p50 ms | p99 ms | p99.9 ms |"
            + " server CPU µs/delivered | closed | memory/connection KiB | reader's CPU |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (Contender contender : Contender.values()) {
      if (!config.takes(contender.title)) {
        continue;
      }
      Optional<String> missing = contender.missing();
      if (missing.isPresent()) {
        System.out.printf("%s is left out: %s%n", contender.title, missing.get());
        continue;
      }
      if (config.measures("rates")) {
        measure(contender, "rates", RATES, false, 0);
      }
      if (config.measures("mixed")) {
        measure(contender, "mixed", List.of(MIXED_RATE), true, 0);
      }
      if (config.measures("stalled")) {
        measure(contender, "none stalled", List.of(STALLED_RATE), false, 0);
        measure(contender, "1 of 20 stalled", List.of(STALLED_RATE), false, STALLED_OF);
      }
    }
    if (config.measures("idle")) {
      idle();
    }
  }

  private void measure(
      Contender contender, String part, List<Integer> rates, boolean choose, int stalledOf)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("push-benchmark");
    try (Contender.Running server = contender.start(folder, choose);
        LoadClient client = new LoadClient()) {
      long bare = server.process().memory();
      client.connect(server, config.connections(), choose, stalledOf);
      TimeUnit.SECONDS.sleep(1);
      long each = (server.process().memory() - bare) / config.connections();
      int reading =
          config.connections()
              - (stalledOf == 0 ? 0 : (config.connections() + stalledOf - 1) / stalledOf);
      for (int rate : rates) {
        Step step = step(server, client, rate, (double) rate * reading / (choose ? 5 : 1));
        print(contender, part, rate, step, each);
        if (!step.holds()) {
          break;
        }
      }
    } finally {
      delete(folder);
    }
  }

  private Step step(Contender.Running server, LoadClient client, int rate, double expected)
      throws IOException, InterruptedException {
    server.rate(rate);
    TimeUnit.SECONDS.sleep(config.warmUp());
    long cpu = server.process().cpuMicros();
    client.take();
    long from = System.nanoTime();
    TimeUnit.SECONDS.sleep(config.seconds());
    LoadClient.Reading read = client.take();
    double seconds = (System.nanoTime() - from) / 1e9;
    long used = server.process().cpuMicros() - cpu;
    return new Step(
        read.messages() / seconds, expected, read, (double) used / Math.max(1, read.messages()));
  }

  private void idle() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("push-benchmark");
    try (Contender.Running server = Contender.OURS.start(folder, false);
        LoadClient client = new LoadClient()) {
      long bare = server.process().memory();
      client.connect(server, config.idle(), false, 0);
      TimeUnit.SECONDS.sleep(1);
      long more = server.process().memory() - bare;
      System.out.printf(
          "%n%,d idle connections: %d MiB over the bare server's %d MiB (target: under 200 for"
              + " 10,000)%n",
          config.idle(), more / MEBIBYTE, bare / MEBIBYTE);
    } finally {
      delete(folder);
    }
  }

  private void print(Contender contender, String part, int rate, Step step, long each) {
    var micros = step.read().micros();
    System.out.printf(
        "| %s | %s | %,d | %,.0f | %.0f %% | %.1f | %.1f | %.1f | %.2f | %d | %.1f | %.0f %% |%n",
        contender.title,
        part,
        rate,
        step.delivered(),
        100 * step.delivered() / step.expected(),
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        step.cpuMicros(),
        step.read().closed(),
        each / 1024.0,
        step.read().cpuMicros() / 1e4 / config.seconds());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
