package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivityCountersTest {

  private static final long NOW = 1_750_000_000_000L;

  private final ActivityCounters counters = new ActivityCounters("user-activity");

  private static Activity event(String type, String region, String model, Long tokens) {
    Map<Field, Object> fields = new HashMap<>();
    fields.put(Field.TYPE, type);
    fields.put(Field.REGION, region);
    fields.put(Field.MODEL, model);
    fields.put(Field.TOKENS, tokens);
    return Activities.of(NOW, fields);
  }

  private List<Sample> drain() {
    List<Sample> samples = new ArrayList<>();
    counters.drain(NOW + 50, samples::add);
    return samples;
  }

  private static Sample.Increment increment(String metric, String label, double amount) {
    return new Sample.Increment(metric, List.of(label), amount);
  }

  @Test
  void countsWhatNeedsNoKeyAndBeginsAnew() {
    counters.add(event("colony_created", "eu", null, null), false, NOW);
    counters.add(event("colony_created", null, null, null), false, NOW);
    counters.add(event("agent_deployed", "eu", null, null), true, NOW);
    counters.add(event("llm_completion", "eu", "m-1", 5L), false, NOW);
    counters.add(event("llm_completion", "eu", null, 7L), false, NOW);

    assertThat(drain())
        .contains(
            increment("user_activity_events_total", "colony_created", 2),
            increment("user_activity_events_total", "agent_deployed", 1),
            increment("user_activity_events_total", "llm_completion", 2),
            increment("colony_created_total", "eu", 1),
            increment("colony_created_total", "unknown", 1),
            increment("agent_deployed_total", "eu", 1),
            increment("llm_tokens_total", "m-1", 5),
            increment("llm_tokens_total", "unknown", 7),
            new Sample.Increment("events_late_total", List.of("user-activity", "after_window"), 1))
        .hasSize(10)
        .last()
        .isInstanceOf(Sample.Delays.class);
    assertThat(drain()).as("nothing came since").isEmpty();
  }

  @Test
  void neverFallsHoweverManyTokensEventsClaim() {
    counters.add(event("llm_completion", "eu", "m", Long.MAX_VALUE), false, NOW);
    counters.add(event("llm_completion", "eu", "m", Long.MAX_VALUE), false, NOW);
    counters.add(event("llm_completion", "eu", "m", -5L), false, NOW);

    assertThat(drain()).contains(increment("llm_tokens_total", "m", 2.0 * Long.MAX_VALUE));
  }
}
