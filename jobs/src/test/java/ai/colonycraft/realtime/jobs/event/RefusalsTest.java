package ai.colonycraft.realtime.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

// Flink's harnesses throw any Exception when they close.
@SuppressWarnings("try")
class RefusalsTest {

  private static Inbound refused(String topic, long offset, Refusal reason) {
    return new Inbound(null, new DeadLetter(topic, 0, offset, 5, reason, "why", new byte[] {}));
  }

  private static List<Sample> samples(OneInputStreamOperatorTestHarness<Inbound, Outbound> h) {
    var records = h.getSideOutput(Refusals.SAMPLES);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void keepsEachRecordAtOnceAndCountsThemByTopicAndReason() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<Inbound, Outbound>(
            new Refusals(Duration.ofMillis(50), "dead-letters", "events_rejected_total"))) {
      harness.open();
      harness.processElement(new StreamRecord<>(refused("a", 1, Refusal.NOT_JSON)));
      harness.processElement(new StreamRecord<>(refused("a", 2, Refusal.NOT_JSON)));
      harness.processElement(new StreamRecord<>(refused("b", 1, Refusal.TOO_LARGE)));

      assertThat(harness.extractOutputValues())
          .extracting(record -> record.topic() + " " + new String(record.key()))
          .containsExactly("dead-letters a-0-1", "dead-letters a-0-2", "dead-letters b-0-1");
      assertThat(samples(harness)).isEmpty();

      harness.setProcessingTime(50);
      assertThat(samples(harness))
          .containsExactlyInAnyOrder(
              new Sample.Increment("events_rejected_total", List.of("a", "not_json"), 2),
              new Sample.Increment("events_rejected_total", List.of("b", "too_large"), 1));
      harness.setProcessingTime(100);
      assertThat(samples(harness)).as("nothing came since").hasSize(2);
    }
  }

  @Test
  void countsBeforeACheckpointWhatTheCheckpointWouldLose() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<Inbound, Outbound>(
            new Refusals(Duration.ofMillis(50), "dead-letters", "events_rejected_total"))) {
      harness.open();
      harness.processElement(new StreamRecord<>(refused("a", 1, Refusal.NOT_JSON)));

      harness.prepareSnapshotPreBarrier(1);

      assertThat(samples(harness)).hasSize(1);
    }
  }
}
