package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.quickstart.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.quickstart.FlinkCluster;
import ai.colonycraft.realtime.jobs.quickstart.Workplace;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Measures events a second from Kafka to result, broker and cluster in this JVM: the whole
 * user-activity job beside plain alternatives, all on the same records, taking turns. Prints a
 * table of medians and ratios.
 */
public final class Benchmark {

  private static final String USAGE =
      "Events a second of the user-activity job and of plain alternatives, in one run.";

  private static final String YARDSTICK = "one keyed count, databind POJO";

  private static final String DOCUMENT = "the document's own job";

  private static final List<Contender> CONTENDERS =
      List.of(
          new Contender("consume only", PlainJobs::consume),
          new Contender("consume and parse, EventParser", PlainJobs::consumeAndParse),
          new Contender(YARDSTICK, PlainJobs::keyedCount),
          new Contender("… only user and one shuffled", PlainJobs::leanKeyedCount),
          new Contender(DOCUMENT, DocumentJob::define),
          new Contender("whole UserActivityJob", Benchmark::userActivity),
          new Contender(HealthJobs.PARSE, HealthJobs::consumeAndParse),
          new Contender(HealthJobs.WHOLE, HealthJobs::whole));

  private Benchmark() {}

  /** Runs all contenders; exits with 2 for a wrong command line. */
  public static void main(String[] args) {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, BenchmarkConfig.SETTINGS));
      return;
    }
    try {
      BenchmarkConfig config = BenchmarkConfig.read(args);
      try (Workplace workplace = Workplace.create();
          EmbeddedKafka kafka = EmbeddedKafka.start(workplace.kafka(), 0)) {
        run(config, workplace, kafka.bootstrapServers());
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
   * @param cpuMicros of the whole process, broker included, for each event
   */
  private record Result(double rate, double cpuMicros) {}

  private static void run(BenchmarkConfig config, Workplace workplace, String bootstrapServers) {
    Topics.create(bootstrapServers, config.partitions());
    long bytes =
        RecordedInput.fill(bootstrapServers, config, sent -> progress("%,d events recorded", sent));
    progress("%,d events recorded, %d bytes each", config.events(), bytes / config.events());
    Map<String, List<Result>> results = new LinkedHashMap<>();
    for (int round = 1 - config.warmUp(); round <= config.rounds(); round++) {
      for (Contender contender : CONTENDERS) {
        if (config.takes(contender.name())) {
          Result result = measure(contender, config, workplace, bootstrapServers);
          if (round > 0) {
            results.computeIfAbsent(contender.name(), n -> new ArrayList<>()).add(result);
          }
          progress(
              "%s: %,.0f events/s, %.2f µs of CPU an event, %s",
              round > 0 ? "round " + round : "warming up",
              result.rate,
              result.cpuMicros,
              contender.name());
        }
      }
    }
    System.out.print(table(config, results));
  }

  /** A cluster for each measurement, so that none inherits another's garbage or threads. */
  private static Result measure(
      Contender contender, BenchmarkConfig config, Workplace workplace, String bootstrapServers) {
    System.gc();
    try (FlinkCluster cluster = FlinkCluster.start(workplace.flink(), 0, 0, config.parallelism())) {
      StreamExecutionEnvironment env = cluster.environment();
      // A job that fails must end the benchmark, and not be measured again and again.
      env.configure(Configuration.fromMap(Map.of("restart-strategy.type", "none")));
      contender.job().define(env, bootstrapServers);
      long cpuBefore = cpuNanos();
      Duration took = cluster.run(env, contender.name());
      double events = config.events();
      return new Result(
          events / (took.toMillis() / 1000.0), (cpuNanos() - cpuBefore) / 1000.0 / events);
    }
  }

  private static void userActivity(StreamExecutionEnvironment env, String bootstrapServers) {
    UserActivityJob.define(
        env,
        UserActivityConfig.read(
            "--kafka.bootstrap.servers",
            bootstrapServers,
            "--source.start",
            "earliest",
            "--source.bounded",
            "true"));
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
                        ratio(all, results.get(YARDSTICK)),
                        ratio(all, results.get(DOCUMENT)),
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

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void progress(String format, Object... args) {
    System.err.printf(Locale.ROOT, format + "%n", args);
  }
}
