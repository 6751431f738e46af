package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.config.Checkpoints;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.history.History;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Keeps finished windows and incidents in PostgreSQL: see {@link History} for the topology. */
public final class HistoryJob {

  private static final String USAGE =
      "Usage: flink run -c "
          + HistoryJob.class.getName()
          + " jobs-flink.jar [--config FILE] [--key value …]";

  private HistoryJob() {}

  /**
   * Submits the job.
   *
   * @throws InvalidConfigException with every problem of the command line and the config file
   */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(USAGE, HistoryConfig.SETTINGS));
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    HistoryConfig config = HistoryConfig.read(args);
    Checkpoints.prepare(env, config.checkpointing());
    define(env, config);
    env.execute("HistoryJob");
  }

  /** The whole job: its topology between Kafka and PostgreSQL. */
  public static void define(StreamExecutionEnvironment env, HistoryConfig config) {
    env.setMaxParallelism(config.maxParallelism());
    History.define(env, config, History.database(config));
  }
}
