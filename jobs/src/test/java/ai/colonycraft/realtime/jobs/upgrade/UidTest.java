package ai.colonycraft.realtime.jobs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.EventCorrelationJob;
import ai.colonycraft.realtime.jobs.HistoryJob;
import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** State is found again by its operator's uid: each has one, and none that was released is gone. */
class UidTest {

  /** Gone since the release, and never had state: savepoints of it are restored without them. */
  private static final Set<String> STATELESS = Set.of("intake");

  static Stream<Arguments> jobs() {
    return Stream.of(
        job("user-activity", env -> UserActivityJob.define(env, UserActivityConfig.read())),
        job("service-health", env -> ServiceHealthJob.define(env, ServiceHealthConfig.read())),
        job("event-correlation", env -> EventCorrelationJob.define(env, CorrelationConfig.read())),
        job("history", env -> HistoryJob.define(env, HistoryConfig.read())));
  }

  private static Arguments job(String name, Consumer<StreamExecutionEnvironment> definition) {
    return Arguments.of(name, definition);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void everyOperatorHasAUidAndKeepsIt(String job, Consumer<StreamExecutionEnvironment> definition)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    definition.accept(env);
    Map<String, String> now = uids(env);

    Map<String, String> released = Released.read(job + "-uids.txt", now);

    Set<String> kept = new TreeSet<>(released.keySet());
    kept.removeAll(STATELESS);
    assertThat(now.keySet())
        .as("%s: uids of the released version; without one its state is lost", job)
        .containsAll(kept);
  }

  @Test
  void anOperatorWithoutAUidIsFound() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.fromSequence(1, 2).uid("numbers").map(n -> n).name("forgotten").print().uid("printed");

    assertThatThrownBy(() -> uids(env)).hasMessageContaining("forgotten");
  }

  /** Names of operators by uid. */
  private static Map<String, String> uids(StreamExecutionEnvironment env) {
    Map<String, String> uids = new TreeMap<>();
    for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
      String uid = node.getTransformationUID();
      assertThat(uid).as("uid of the operator \"%s\"", node.getOperatorName()).isNotNull();
      assertThat(uids.put(uid.replace(' ', '_'), node.getOperatorName()))
          .as("another operator with the uid %s", uid)
          .isNull();
    }
    return uids;
  }
}
