package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each event is counted once as one in a finished window, whenever it comes. */
class ServiceWindowsTest {

  private static final WindowTime WINDOWS = new WindowTime(60_000, 60_000);
  private static final long START = 1_750_000_020_000L;

  private KeyedOneInputStreamOperatorTestHarness<String, ServiceWindow, Outbound> windows;

  @BeforeEach
  void open() throws Exception {
    windows =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(
                new ServiceWindows(WINDOWS, "service-events", "service-windows")),
            ServiceWindow::key,
            Types.STRING);
    windows.open();
  }

  @AfterEach
  void close() throws Exception {
    windows.close();
  }

  private static ServiceWindow part() throws Exception {
    Event event =
        new EventParser(Field.SERVICE, EnumSet.allOf(Field.class), false, EventParser.NO_CLOCK)
            .parse(
                "{\"type\":\"error\",\"timestamp\":1750000020001,\"service\":\"a\"}"
                    .getBytes(StandardCharsets.UTF_8));
    ServiceWindow part = new ServiceWindow(ServicePlace.of(event), START);
    part.add(event);
    return part;
  }

  private double counted() {
    return windows.getSideOutput(WindowedEvents.SAMPLES).stream()
        .mapToDouble(sample -> ((Sample.Increment) sample.getValue()).amount())
        .sum();
  }

  @Test
  void countsAndPublishesAWindowWhenItIsFinished() throws Exception {
    windows.processElement(part(), START);
    windows.processElement(part(), START);
    assertThat(windows.extractOutputValues()).isEmpty();

    windows.processWatermark(WINDOWS.finishedAt(START));
    windows.processElement(part(), START);
    windows.processWatermark(WINDOWS.overAt(START));

    assertThat(windows.extractOutputValues()).hasSize(2);
    assertThat(counted()).isEqualTo(3);
    assertThat(windows.numKeyedStateEntries()).isZero();
  }

  @Test
  void countsTheFirstEventOnceWhereTheWindowIsFinishedBeforeIt() throws Exception {
    windows.processWatermark(WINDOWS.finishedAt(START));

    windows.processElement(part(), START);
    windows.processWatermark(WINDOWS.overAt(START));

    assertThat(windows.extractOutputValues()).hasSize(1);
    assertThat(counted()).isEqualTo(1);
    assertThat(windows.numKeyedStateEntries()).isZero();
  }
}
