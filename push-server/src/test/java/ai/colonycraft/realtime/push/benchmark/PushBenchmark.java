package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.push.benchmark.Results.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures each contender in its turn and prints a table; one load client for all. */
final class PushBenchmark {

  private static final String USAGE =
      "push-benchmark: our push server, Nchan, Node ws and a plain Jetty at the same load\n\n"
          + "  mvn -q test-compile exec:exec@push-benchmark -Dbenchmark.args=\"[--key value]...\"";

  /** Updates a second, until one is too much. */
  private static final List<Integer> RATES = List.of(100, 200, 500, 1_000, 2_000, 5_000);

  private static final int MIXED_RATE = 1_000;
  private static final int STALLED_RATE = 100;
  private static final int STALLED_OF = 20;
  private static final int MEBIBYTE = 1 << 20;

  private final BenchmarkConfig config;
  private final Results results = new Results(System.out);

  private PushBenchmark(BenchmarkConfig config) {
    this.config = config;
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
        "%,d connections; %d s of warm-up, steps of %d + %d s, %d round(s)%n",
        config.connections(), config.warmUp(), config.settle(), config.seconds(), config.rounds());
    List<Contender> contenders = contenders();
    for (int round = 1; round <= config.rounds(); round++) {
      System.out.printf("Round %d%n", round);
      for (Contender contender : contenders) {
        measure(contender);
      }
    }
    results.print();
    if (config.measures(Part.IDLE.word)) {
      idle();
    }
  }

  private List<Contender> contenders() {
    List<Contender> present = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (config.takes(contender.title)) {
        contender
            .missing()
            .ifPresentOrElse(
                why -> System.out.printf("%s is left out: %s%n", contender.title, why),
                () -> present.add(contender));
      }
    }
    return present;
  }

  private void measure(Contender contender) throws IOException, InterruptedException {
    if (config.measures(Part.RATES.word)) {
      measure(contender, Part.RATES, RATES.stream().filter(rate -> rate <= config.most()).toList());
    }
    if (config.measures(Part.MIXED.word)) {
      measure(contender, Part.MIXED, List.of(MIXED_RATE));
    }
    if (config.measures(Part.STALLED.word)) {
      measure(contender, Part.NONE_STALLED, List.of(STALLED_RATE));
      measure(contender, Part.STALLED, List.of(STALLED_RATE));
    }
  }

  private void measure(Contender contender, Part part, List<Integer> rates)
      throws IOException, InterruptedException {
    boolean choose = part == Part.MIXED;
    int stalledOf = part == Part.STALLED ? STALLED_OF : 0;
    Path folder = Files.createTempDirectory("push-benchmark");
    try (Contender.Running server = contender.start(folder, choose);
        LoadClient client = new LoadClient()) {
      long bare = server.process().memory();
      client.connect(server, config.connections(), choose, stalledOf);
      TimeUnit.SECONDS.sleep(1);
      double each = (server.process().memory() - bare) / 1024.0 / config.connections();
      int stalled = stalledOf == 0 ? 0 : (config.connections() + stalledOf - 1) / stalledOf;
      int reading = config.connections() - stalled;
      server.rate(rates.get(0));
      TimeUnit.SECONDS.sleep(config.warmUp());
      for (int rate : rates) {
        Step step = step(server, client, rate, (double) rate * reading / (choose ? 5 : 1), each);
        results.add(part, rate, contender, step);
        if (!step.holds()) {
          break;
        }
      }
    } finally {
      delete(folder);
    }
  }

  private Step step(
      Contender.Running server, LoadClient client, int rate, double expected, double memory)
      throws IOException, InterruptedException {
    server.rate(rate);
    TimeUnit.SECONDS.sleep(config.settle());
    long cpu = server.process().cpuMicros();
    client.take();
    long from = System.nanoTime();
    TimeUnit.SECONDS.sleep(config.seconds());
    LoadClient.Reading read = client.take();
    double seconds = (System.nanoTime() - from) / 1e9;
    return Step.of(read, seconds, expected, server.process().cpuMicros() - cpu, memory);
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
