package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures events a second from Kafka to result: the whole user-activity job beside plain
 * alternatives, all on the same records, taking turns, each in a process of its own; the broker is
 * in this one. Prints a table of medians and ratios.
 */
public final class Benchmark {

  private static final String USAGE =
      "Events a second of the user-activity job and of plain alternatives, in one run.";

  private Benchmark() {}

  /** Runs all contenders; exits with 2 for a wrong command line. */
  public static void main(String[] args) {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, BenchmarkConfig.SETTINGS));
      return;
    }
    try {
      BenchmarkConfig config = BenchmarkConfig.read(args);
      try (RunDirectory runDirectory = RunDirectory.create();
          EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0)) {
        run(config, kafka.bootstrapServers());
      }
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  /**
   * One measurement.
   *
   * @param rate events a second
   * @param cpuMicros of the job's process and the broker's, for each event
   */
  private record Result(double rate, double cpuMicros) {}

  private static void run(BenchmarkConfig config, String bootstrapServers) {
    Topics.create(bootstrapServers, config.partitions());
    long bytes =
        RecordedInput.fill(bootstrapServers, config, sent -> progress("%,d events recorded", sent));
    progress("%,d events recorded, %d bytes each", config.events(), bytes / config.events());
    Map<String, List<Result>> results = new LinkedHashMap<>();
    Map<String, Worker> workers = new LinkedHashMap<>();
    try {
      start(config, bootstrapServers, workers);
      for (int round = 1 - config.warmUp(); round <= config.rounds(); round++) {
        for (Map.Entry<String, Worker> entry : workers.entrySet()) {
          String name = entry.getKey();
          Result result = measure(entry.getValue(), config.events());
          if (round > 0) {
            results.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
          }
          progress(
              "%s: %,.0f events/s, %.2f µs of CPU an event, %s",
              round > 0 ? "round " + round : "warming up", result.rate, result.cpuMicros, name);
        }
      }
    } finally {
      workers.values().forEach(Worker::close);
    }
    System.out.print(table(config, results));
  }

  /** Starts a worker for each line of the table, by its name. */
  private static void start(
      BenchmarkConfig config, String bootstrapServers, Map<String, Worker> workers) {
    int parallelism = config.parallelism();
    for (Contender contender : Contender.ALL) {
      if (config.takes(contender.name())) {
        workers.put(
            contender.name(),
            Worker.start(contender.name(), Checkout.own(), bootstrapServers, parallelism));
      }
    }
    for (Checkout checkout : config.against()) {
      workers.put(
          Contender.WHOLE + " of " + checkout.root(),
          Worker.start(Contender.WHOLE, checkout, bootstrapServers, parallelism));
    }
  }

  private static Result measure(Worker worker, int events) {
    Duration before = cpu(worker);
    Duration took = worker.run();
    Duration cpu = cpu(worker).minus(before);
    return new Result(events / (took.toNanos() / 1e9), cpu.toNanos() / 1e3 / events);
  }

  /** Of the worker and of the broker, which is in this process. */
  private static Duration cpu(Worker worker) {
    return worker.cpu().plus(ProcessHandle.current().info().totalCpuDuration().orElseThrow());
  }

  private static String table(BenchmarkConfig config, Map<String, List<Result>> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n%,d events, %,d users, parallelism %d, medians of %d rounds%n%n"
            .formatted(config.events(), config.users(), config.parallelism(), config.rounds()));
    table.append(
        "| job | events/s | to one keyed count | to the document's job | CPU µs an event |%n"
            .formatted());
    table.append("|---|---:|---:|---:|---:|%n".formatted());
    results.forEach(
        (name, all) ->
            table.append(
                "| %s | %,.0f | %s | %s | %.2f |%n"
                    .formatted(
                        name,
                        median(all, Result::rate),
                        ratio(all, results.get(Contender.YARDSTICK)),
                        ratio(all, results.get(Contender.DOCUMENT)),
                        median(all, Result::cpuMicros))));
    return table.toString();
  }

  private static String ratio(List<Result> of, List<Result> to) {
    return to == null
        ? "-"
        : String.format(Locale.ROOT, "%.2f", median(of, Result::rate) / median(to, Result::rate));
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static void progress(String format, Object... args) {
    System.err.printf(Locale.ROOT, format + "%n", args);
  }
}
