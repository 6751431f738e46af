package ai.colonycraft.realtime.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.jobs.config.Checkpoints;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A Flink client that lacks the project's config makes no job without checkpoints. */
class CheckpointsTest {

  @Test
  void everyJobRefusesToStartWithoutThem() {
    List<ThrowingConsumer<String[]>> jobs =
        List.of(
            UserActivityJob::main,
            ServiceHealthJob::main,
            EventCorrelationJob::main,
            HistoryJob::main);
    for (ThrowingConsumer<String[]> job : jobs) {
      assertThatThrownBy(() -> job.accept(new String[0]))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("execution.checkpointing.interval: expected a duration")
          .hasMessageContaining("flink-conf/config.yaml")
          .hasMessageContaining("--checkpointing off");
    }
  }

  @Test
  void areKeptWhenTheJobIsCancelledAndObjectsAreReused() {
    Configuration config = new Configuration();
    config.setString("execution.checkpointing.interval", "7 s");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);

    Checkpoints.prepare(env, true);

    assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(7000);
    assertThat(env.getCheckpointConfig().getExternalizedCheckpointRetention())
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
  }

  @Test
  void mayBeMissingWhereThatIsAskedFor() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    Checkpoints.prepare(env, false);

    assertThat(env.getCheckpointConfig().isCheckpointingEnabled()).isFalse();
  }
}
