package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.batch.BatchRun;
import ai.colonycraft.realtime.jobs.config.ReportConfig;
import ai.colonycraft.realtime.jobs.report.Reports;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Computes the figures of days and weeks from the history, and ends: see {@link Reports} for the
 * topology. It is run once a day, after midnight in the last of its zones.
 */
public final class DailyReportJob {

  private static final String USAGE =
      "Usage: flink run -c "
          + DailyReportJob.class.getName()
          + " jobs-flink.jar [--config FILE] [--key value …]";

  private static final Duration INTERVAL = Duration.ofDays(1);

  private DailyReportJob() {}

  /**
   * Submits the job and waits for its end.
   *
   * @throws InvalidConfigException with every problem of the command line and the config file
   */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(USAGE, ReportConfig.SETTINGS));
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    ReportConfig config = ReportConfig.read(args);
    Clock clock = Clock.systemUTC();
    Reports.define(env, config, clock);
    new BatchRun(config.pushgateway(), "DailyReportJob", INTERVAL, clock)
        .execute(() -> env.execute("DailyReportJob"));
  }
}
