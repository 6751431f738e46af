package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.activity.UserActivity;
import ai.colonycraft.realtime.jobs.batch.BatchRun;
import ai.colonycraft.realtime.jobs.config.Checkpoints;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.RecomputeRange;
import ai.colonycraft.realtime.jobs.output.KafkaOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Counts user activity: see {@link UserActivity} for the way of an event. */
public final class UserActivityJob {

  private static final String USAGE =
      "Usage: flink run -c "
          + UserActivityJob.class.getName()
          + " jobs-flink.jar [--config FILE] [--key value …]";

  private UserActivityJob() {}

  /**
   * Submits the job.
   *
   * @throws InvalidConfigException with every problem of the command line and the config file
   */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(USAGE, UserActivityConfig.SETTINGS));
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    UserActivityConfig config = UserActivityConfig.read(args);
    Checkpoints.prepare(env, config.checkpointing());
    define(env, config);
    if (config.input().bounded()) {
      new BatchRun(
              config.pushgateway(), "UserActivityJob bounded", Duration.ZERO, Clock.systemUTC())
          .execute(() -> env.execute("UserActivityJob"));
    } else {
      env.execute("UserActivityJob");
    }
  }

  /** The whole job: its topology between Kafka and Kafka. */
  public static void define(StreamExecutionEnvironment env, UserActivityConfig config) {
    RecomputeRange.check(
        config.input(),
        config.userActivity(),
        config.window(),
        config.lateness(),
        Clock.systemUTC());
    env.setMaxParallelism(config.maxParallelism());
    UserActivity.define(
        env,
        config,
        KafkaOutput.to(
            config.input().kafka(),
            Set.of(
                config.activityWindows(),
                config.activityFeed(),
                config.output().liveUpdates(),
                config.output().deadLetters())));
  }
}
