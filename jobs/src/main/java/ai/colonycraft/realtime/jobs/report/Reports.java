package ai.colonycraft.realtime.jobs.report;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.jobs.config.ReportConfig;
import ai.colonycraft.realtime.jobs.history.DatabaseSink;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.util.Collector;

/** The topology of the report job: slices are read in parallel, and add up by period. */
public final class Reports {

  private static final TypeInformation<Slice> SLICE = TypeInformation.of(Slice.class);

  /**
   * A report that can't be made ends after a quarter of a minute, since only the end of a run is
   * pushed. The restart strategy of a cluster is for jobs that never end.
   */
  private static final Configuration TRIES =
      new Configuration()
          .set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay")
          .set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 4)
          .set(
              RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
              Duration.ofSeconds(1))
          .set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);

  private Reports() {}

  /**
   * Builds the topology.
   *
   * @param env which is set to batch mode, and to give up after some tries
   * @param clock for which days are over
   * @throws InvalidConfigException if the day of the report is not over in one of its zones
   */
  public static void define(StreamExecutionEnvironment env, ReportConfig config, Clock clock) {
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    env.configure(TRIES);
    List<Slice> slices =
        periods(config, clock).stream().flatMap(period -> period.slices().stream()).toList();
    env.fromData(SLICE, slices.toArray(Slice[]::new))
        .name("slices of periods")
        .rebalance()
        .map(new SliceReader(config.database()))
        .returns(Types.TUPLE(SLICE, Types.STRING))
        .name("figures of slices")
        .keyBy(slice -> slice.f0.key(), Types.STRING)
        .window(GlobalWindows.createWithEndOfStreamTrigger())
        .process(new Sum(config.objectives(), config.top()), Types.STRING)
        .name("reports")
        .sinkTo(DatabaseSink.ofReports(config.database()))
        .name("PostgreSQL")
        .setParallelism(1);
  }

  private static List<Period> periods(ReportConfig config, Clock clock) {
    List<Period> periods = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (ZoneId zone : config.zones()) {
      LocalDate yesterday = LocalDate.ofInstant(clock.instant(), zone).minusDays(1);
      LocalDate day = config.day() == null ? yesterday : config.day();
      if (day.isAfter(yesterday)) {
        problems.add(
            "report.day: expected at most %s, since later days are not over in %s, found %s"
                .formatted(yesterday, zone, day));
      }
      periods.addAll(Period.of(zone, day));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return periods;
  }

  /** Adds up the slices of a period when all are read. */
  private static final class Sum
      extends ProcessWindowFunction<Tuple2<Slice, String>, String, String, GlobalWindow> {

    private final Objectives objectives;
    private final int limit;

    Sum(Objectives objectives, int limit) {
      this.objectives = objectives;
      this.limit = limit;
    }

    @Override
    public void process(
        String key,
        Context context,
        Iterable<Tuple2<Slice, String>> slices,
        Collector<String> out) {
      TreeMap<Slice, Figures> figures = new TreeMap<>(Comparator.comparingLong(Slice::from));
      slices.forEach(slice -> figures.put(slice.f0, Figures.of(slice.f1)));
      out.collect(Report.of(figures.firstKey().period(), figures, objectives, limit));
    }
  }
}
