package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.rules.cel.ConditionTimes;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Measures the shipped rules on what happens on the simulated platform: the engine beside a {@code
 * CEP.pattern} for each rule, and beside Esper. All take the same events from memory, at
 * parallelism 1, in turns. Prints tables of medians.
 */
public final class RulesBenchmark {

  private static final String USAGE =
      "Events a second of the shipped rules: the engine, CEP.pattern, Esper; what is kept.";

  private static final String ENGINE = "engine";
  private static final String ENGINE_NO_SKIP = "engine, skip: none";
  private static final String ENGINE_COUNTING = "engine, with the rules that count";
  private static final int DEFAULT_LIMIT = 1000;
  private static final int NO_LIMIT = 1_000_000;

  private RulesBenchmark() {}

  /** A job, and what the table calls it. */
  private record Contender(String name, Consumer<StreamExecutionEnvironment> job) {}

  /**
   * One measurement.
   *
   * @param rate events a second
   * @param cpuMicros of the whole process for each event
   * @param matches by rule
   */
  private record Result(double rate, double cpuMicros, Map<String, Long> matches) {}

  /** The shipped rules without those that count, which flink-cep and these patterns can't say. */
  private static Map<String, String> rules() throws InvalidRuleException {
    Map<String, String> rules = new TreeMap<>();
    for (Map.Entry<String, String> rule : ShippedRules.texts().entrySet()) {
      if (!RuleReader.read(rule.getKey(), rule.getValue()).isCounting()) {
        rules.put(rule.getKey(), rule.getValue());
      }
    }
    return rules;
  }

  /** Runs all parts; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, RulesBenchmarkConfig.SETTINGS));
      return;
    }
    Configurator.setRootLevel(Level.ERROR);
    try {
      RulesBenchmarkConfig config = RulesBenchmarkConfig.read(args);
      try (RunDirectory runDirectory = RunDirectory.create();
          EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0)) {
        String brokers = kafka.bootstrapServers();
        Map<String, String> noSkip = new TreeMap<>();
        Map<String, String> rules = rules();
        rules.forEach(
            (id, text) ->
                noSkip.put(id, text.replaceFirst("(?m)^skip: .*\n", "") + "\nskip: none\n"));
        RuleTopic shipped = RuleTopics.create(brokers, "shipped", rules);
        RuleTopics.create(brokers, "no-skip", noSkip);
        RuleTopics.create(brokers, "counting", ShippedRules.texts());
        RuleJobs.events =
            new SimulatedEvents(config.users(), config.rate()).nextAndADay(config.events());
        throughput(
            config,
            runDirectory,
            List.of(
                new Contender("events alone", RuleJobs::nothing),
                new Contender(
                    ENGINE, env -> RuleJobs.engine(env, brokers, "shipped", DEFAULT_LIMIT)),
                new Contender(
                    ENGINE_COUNTING,
                    env -> RuleJobs.engine(env, brokers, "counting", DEFAULT_LIMIT)),
                new Contender("CEP.pattern for each rule", env -> RuleJobs.patterns(env, rules)),
                new Contender(
                    ENGINE_NO_SKIP, env -> RuleJobs.engine(env, brokers, "no-skip", NO_LIMIT)),
                new Contender("Esper", EsperJob::define)));
        if (config.takes("conditions")) {
          System.out.print(ConditionTimes.table(rules, RuleJobs.events));
        }
        RuleJobs.events = List.of();
        if (config.takes("memory")) {
          System.out.print(KeptTable.of(shipped, config));
        }
      }
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  private static void throughput(
      RulesBenchmarkConfig config, RunDirectory runDirectory, List<Contender> contenders) {
    Map<String, List<Result>> results = new LinkedHashMap<>();
    for (int round = 1 - config.warmUp(); round <= config.rounds(); round++) {
      for (Contender contender : contenders) {
        if (config.takes(contender.name())) {
          Result result = measure(contender, config, runDirectory);
          if (round > 0) {
            results.computeIfAbsent(contender.name(), n -> new ArrayList<>()).add(result);
          }
          System.err.printf(
              Locale.ROOT,
              "%s: %,.0f events/s, %.2f µs of CPU an event, %s %s%n",
              round > 0 ? "round " + round : "warming up",
              result.rate,
              result.cpuMicros,
              contender.name(),
              round == 1 ? result.matches : "");
        }
      }
    }
    if (!results.isEmpty()) {
      System.out.print(table(config, results));
    }
  }

  private static Result measure(
      Contender contender, RulesBenchmarkConfig config, RunDirectory runDirectory) {
    System.gc();
    MatchCounts.take();
    try (FlinkCluster cluster = FlinkCluster.start(runDirectory.flink(), 0, 0, 1)) {
      StreamExecutionEnvironment env = cluster.environment();
      env.configure(Configuration.fromMap(Map.of("restart-strategy.type", "none")));
      contender.job().accept(env);
      long cpuBefore = cpuNanos();
      Duration took = cluster.run(env, contender.name());
      double events = config.events();
      return new Result(
          events / (took.toMillis() / 1000.0),
          (cpuNanos() - cpuBefore) / 1000.0 / events,
          MatchCounts.take());
    }
  }

  private static String table(RulesBenchmarkConfig config, Map<String, List<Result>> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n%,d events, %,d users, %,d events a second of event time, medians of %d rounds%n%n"
            .formatted(config.events(), config.users(), config.rate(), config.rounds()));
    table.append("| job | events/s | CPU µs an event | events/s a core | matches |%n".formatted());
    table.append("|---|---:|---:|---:|---:|%n".formatted());
    results.forEach(
        (name, all) ->
            table.append(
                "| %s | %,.0f | %.2f | %,.0f | %,d |%n"
                    .formatted(
                        name,
                        median(all, Result::rate),
                        median(all, Result::cpuMicros),
                        1e6 / median(all, Result::cpuMicros),
                        all.get(0).matches.values().stream().mapToLong(n -> n).sum())));
    return table.toString();
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
}
