package ai.colonycraft.realtime.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.activity.ActivityMetrics;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.correlation.CorrelationMetrics;
import ai.colonycraft.realtime.jobs.health.HealthMetrics;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Jobs share names of metrics, and one topic of live values, in which a series has one writer. */
class LiveNamesTest {

  private final Map<String, Metric> activity =
      byName(ActivityMetrics.all(UserActivityConfig.read()));
  private final Map<String, Metric> health = byName(HealthMetrics.all(ServiceHealthConfig.read()));

  @Test
  void sharedCountersAreToldByTopicAndWithoutATotal() {
    for (String shared : List.of("events_rejected_total", "events_late_total")) {
      assertThat(activity.get(shared).live()).containsExactly(List.of("topic"));
      assertThat(health.get(shared).live()).containsExactly(List.of("topic"));
    }
  }

  @Test
  void noOtherNameIsTheTwoJobs() {
    List<String> shared = activity.keySet().stream().filter(health::containsKey).toList();

    // The mean delay is published by all labels: none in one job, the topic in the other.
    assertThat(shared)
        .containsExactlyInAnyOrder(
            "events_rejected_total",
            "events_late_total",
            "event_fields_ignored_total",
            "events_in_windows_total",
            "event_delay_seconds",
            "heartbeat_timestamp_seconds");
    for (String unpublished : List.of("event_fields_ignored_total", "events_in_windows_total")) {
      assertThat(activity.get(unpublished).live()).isEmpty();
      assertThat(health.get(unpublished).live()).isEmpty();
    }
    assertThat(activity.get("event_delay_seconds").labels()).isEmpty();
    assertThat(health.get("event_delay_seconds").labels()).containsExactly("topic");
    assertThat(activity.get("heartbeat_timestamp_seconds").live())
        .containsExactly(List.of("pipeline"));
  }

  /** It reads the topics of both other jobs: under their names it would count each record again. */
  @Test
  void theCorrelationJobCountsUnderItsOwnNames() {
    Map<String, Metric> correlation = byName(CorrelationMetrics.all(CorrelationConfig.read()));

    assertThat(correlation.keySet().stream().filter(name -> !name.startsWith("cep_")))
        .containsExactlyInAnyOrder("events_late_total", "heartbeat_timestamp_seconds");
    assertThat(correlation.get("events_late_total").live()).isEmpty();
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    return metrics.stream().collect(Collectors.toMap(Metric::name, Function.identity()));
  }
}
