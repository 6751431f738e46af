package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.config.Checkpoints;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.correlation.Correlation;
import ai.colonycraft.realtime.jobs.output.KafkaOutput;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Correlates events by rules: see {@link Correlation} for the way of an event. */
public final class EventCorrelationJob {

  private static final String USAGE =
      "Usage: flink run -c "
          + EventCorrelationJob.class.getName()
          + " jobs-flink.jar [--config FILE] [--key value …]";

  private EventCorrelationJob() {}

  /**
   * Submits the job.
   *
   * @throws InvalidConfigException with every problem of the command line and the config file
   */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(USAGE, CorrelationConfig.SETTINGS));
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    CorrelationConfig config = CorrelationConfig.read(args);
    Checkpoints.prepare(env, config.checkpointing());
    define(env, config);
    env.execute("EventCorrelationJob");
  }

  /** The whole job: its topology between Kafka and Kafka. */
  public static void define(StreamExecutionEnvironment env, CorrelationConfig config) {
    env.setMaxParallelism(config.maxParallelism());
    Correlation.define(
        env,
        config,
        Correlation.sources(config),
        KafkaOutput.to(
            config.input().kafka(),
            Set.of(config.notifications(), config.ruleStates(), config.output().liveUpdates())));
  }
}
