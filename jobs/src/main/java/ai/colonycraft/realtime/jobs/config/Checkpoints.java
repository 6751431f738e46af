package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import java.util.List;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What a job needs of Flink's config. A Flink client without {@code flink-conf/config.yaml} has no
 * checkpoints, and nothing would say so before the first failure.
 */
public final class Checkpoints {

  static final Setting<Boolean> ON =
      Setting.flag("checkpointing", true, "refuse to start where Flink makes no checkpoints");

  private Checkpoints() {}

  /**
   * Checks and completes the settings of a job that is about to be submitted: it has checkpoints,
   * which are kept when it is cancelled, and reuses objects, for which its operators are written.
   *
   * @param env with the config of the client
   * @param required false if the job may run without checkpoints
   * @throws InvalidConfigException if it would have none; the message says what to set
   */
  public static void prepare(StreamExecutionEnvironment env, boolean required) {
    CheckpointConfig checkpoints = env.getCheckpointConfig();
    if (required && !checkpoints.isCheckpointingEnabled()) {
      throw new InvalidConfigException(
          List.of(
              "execution.checkpointing.interval: expected a duration in the config of the Flink client"
                  + " (flink-conf/config.yaml of this project has 10 s), found none: after a failure"
                  + " the job would begin with empty windows. To run without checkpoints all the same,"
                  + " set --checkpointing off"));
    }
    if (checkpoints.getExternalizedCheckpointRetention()
        == ExternalizedCheckpointRetention.NO_EXTERNALIZED_CHECKPOINTS) {
      checkpoints.setExternalizedCheckpointRetention(
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }
    env.getConfig().enableObjectReuse();
  }
}
