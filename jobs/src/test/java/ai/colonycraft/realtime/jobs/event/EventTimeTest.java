package ai.colonycraft.realtime.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.config.InputConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;
import org.junit.jupiter.api.Test;

class EventTimeTest {

  private static final long T = 1_750_000_000_000L;
  private static final long DISORDER = 10_000;

  private final List<Long> marks = new ArrayList<>();
  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          marks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
      };

  private static WatermarkStrategy<Inbound> strategy(boolean live) {
    InputConfig input =
        new InputConfig(
            "",
            "",
            InputConfig.Start.EARLIEST,
            false,
            live,
            Duration.ofMillis(DISORDER),
            Duration.ofHours(1));
    return new EventSource(input, "", Field.USER_ID, Set.of(), false).eventTime();
  }

  private static WatermarkGenerator<Inbound> generator(boolean live) {
    return strategy(live)
        .createWatermarkGenerator(
            new WatermarkGeneratorSupplier.Context() {
              @Override
              public MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup();
              }

              @Override
              public RelativeClock getInputActivityClock() {
                return SystemClock.getInstance();
              }
            });
  }

  private static Inbound event(long timestamp) {
    return new Inbound(new Event(timestamp, new Object[Field.values().length], Map.of()), null);
  }

  private static Inbound refused() {
    return new Inbound(null, new DeadLetter("t", 0, 0, T, Refusal.NOT_JSON, "why", null));
  }

  private void see(WatermarkGenerator<Inbound> generator, Inbound inbound, long timestamp) {
    generator.onEvent(inbound, timestamp, output);
    generator.onPeriodicEmit(output);
  }

  @Test
  void isTheNewestTimestampLessTheDisorder() {
    WatermarkGenerator<Inbound> generator = generator(true);
    generator.onPeriodicEmit(output);
    assertThat(marks).as("before the first event").isEmpty();

    see(generator, event(T), T);
    see(generator, event(T - 5_000), T - 5_000);
    see(generator, event(T + 3_000), T + 3_000);

    assertThat(marks).containsExactly(T - DISORDER - 1, T - DISORDER - 1, T + 3_000 - DISORDER - 1);
  }

  @Test
  void isNotMovedByARefusedRecord() {
    WatermarkGenerator<Inbound> generator = generator(true);
    see(generator, refused(), T + 1_000_000);
    assertThat(marks).isEmpty();

    see(generator, event(T), T);
    see(generator, refused(), T + 1_000_000);
    assertThat(marks).containsOnly(T - DISORDER - 1);
  }

  @Test
  void neverRunsAheadOfTheClockWhileLive() {
    long ahead = System.currentTimeMillis() + 1_800_000;
    see(generator(true), event(ahead), ahead);

    assertThat(marks).singleElement().isNotEqualTo(ahead - DISORDER - 1);
    assertThat(marks.get(0)).isLessThanOrEqualTo(System.currentTimeMillis() - DISORDER - 1);
  }

  @Test
  void goesWhereTheEventsAreWhenReplaying() {
    long ahead = System.currentTimeMillis() + 1_800_000;
    see(generator(false), event(ahead), ahead);

    assertThat(marks).containsExactly(ahead - DISORDER - 1);
  }

  @Test
  void takesTheTimeOfAnEventFromItAndOfARefusedRecordFromKafka() {
    var assigner = strategy(true).createTimestampAssigner(UnregisteredMetricsGroup::new);

    assertThat(assigner.extractTimestamp(event(T), 7)).isEqualTo(T);
    assertThat(assigner.extractTimestamp(refused(), 7)).isEqualTo(7);
  }
}
