package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.batch.BatchRun;
import ai.colonycraft.realtime.jobs.config.Checkpoints;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.event.RecomputeRange;
import ai.colonycraft.realtime.jobs.health.ServiceHealth;
import ai.colonycraft.realtime.jobs.output.KafkaOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Measures the health of services and pages: see {@link ServiceHealth} for the topology. */
public final class ServiceHealthJob {

  private static final String USAGE =
      "Usage: flink run -c "
          + ServiceHealthJob.class.getName()
          + " jobs-flink.jar [--config FILE] [--key value …]";

  private ServiceHealthJob() {}

  /**
   * Submits the job.
   *
   * @throws InvalidConfigException with every problem of the command line and the config file
   */
  public static void main(String[] args) throws Exception {
    if (Settings.asksForHelp(args)) {
      System.out.println(Settings.help(USAGE, ServiceHealthConfig.SETTINGS));
      return;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    ServiceHealthConfig config = ServiceHealthConfig.read(args);
    Checkpoints.prepare(env, config.checkpointing());
    define(env, config);
    if (config.input().bounded()) {
      new BatchRun(
              config.pushgateway(), "ServiceHealthJob bounded", Duration.ZERO, Clock.systemUTC())
          .execute(() -> env.execute("ServiceHealthJob"));
    } else {
      env.execute("ServiceHealthJob");
    }
  }

  /** The whole job: its topology between Kafka and Kafka. */
  public static void define(StreamExecutionEnvironment env, ServiceHealthConfig config) {
    RecomputeRange.check(
        config.input(),
        config.serviceEvents(),
        ServiceHealth.WINDOW,
        config.lateness(),
        Clock.systemUTC());
    env.setMaxParallelism(config.maxParallelism());
    ServiceHealth.define(
        env,
        config,
        ServiceHealth.services(config),
        ServiceHealth.clients(config),
        KafkaOutput.to(
            config.input().kafka(),
            Set.of(
                config.serviceWindows(),
                config.flame().topic(),
                config.output().liveUpdates(),
                config.output().deadLetters())));
  }
}
