package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Kept;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped rules keep does not grow with time, and goes when nothing happens any more. */
class FlatStateTest {

  /** The longest time that a shipped rule takes while events flow is a cool-down of an hour. */
  private static final int WARM_UP_MINUTES = 65;

  private static final int MINUTES = WARM_UP_MINUTES + 120;

  @Test
  void staysAsItIsWhilePeopleComeAndGoAndEndsWithThem(@TempDir Path dir) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0);
        EngineHarness engine =
            new EngineHarness(
                RuleTopics.create(kafka.bootstrapServers(), "shipped", ShippedRules.texts()))) {
      SimulatedEvents events = new SimulatedEvents(1_000, 40);
      List<Kept> kept = new ArrayList<>();
      long time = SimulatedEvents.START;
      while (kept.size() < MINUTES) {
        long minute = time + 60_000;
        for (; time < minute; time += SimulatedEvents.STEP_MILLIS) {
          for (Event event : events.next()) {
            engine.event(event);
          }
          engine.time(time);
        }
        kept.add(engine.kept());
      }
      List<Kept> before = kept.subList(WARM_UP_MINUTES, WARM_UP_MINUTES + 60);
      List<Kept> after = kept.subList(WARM_UP_MINUTES + 60, MINUTES);
      for (ToIntFunction<Kept> figure :
          List.<ToIntFunction<Kept>>of(
              Kept::keys, Kept::partial, Kept::events, Kept::nodes, Kept::timers)) {
        assertThat(mean(after, figure))
            .as("%s%nafter%n%s", after, before)
            .isPositive()
            .isLessThan(1.2 * mean(before, figure));
      }

      // A service that fell silent is an incident for a day.
      engine.time(time + Duration.ofHours(25).toMillis());
      assertThat(engine.kept()).isEqualTo(new Kept(0, 0, 0, 0, 0, 0));
    }
  }

  private static double mean(List<Kept> kept, ToIntFunction<Kept> figure) {
    return kept.stream().mapToInt(figure).average().orElseThrow();
  }
}
