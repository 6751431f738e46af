package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No random rule stops another, and each publishes what plain loops find. */
class HostileRulesTest {

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static final int RULES = 2_000;
  private static final int EVENTS = 60;

  /** One world, or one of one's own with {@code -Ddifferential.seed=…}. */
  static LongStream seeds() {
    return LongStream.of(Long.getLong("differential.seed", 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void publishesWhatPlainLoopsFind(long seed) throws Exception {
    HostileWorld.Outcome outcome =
        HostileWorld.play(BROKER::topic, RULES, EVENTS, seed, System.out::println);
    assertThat(outcome.failures()).as("rules that failed").isEmpty();
    assertThat(outcome.differences()).isEmpty();
    assertThat(outcome.overflowed()).hasSizeLessThan(RULES / 100);
    assertThat(outcome.matched()).isGreaterThan(outcome.rules() / 3);
    assertThat(outcome.kills()).isPositive();
  }
}
