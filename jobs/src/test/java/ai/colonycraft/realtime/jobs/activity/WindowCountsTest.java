package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class WindowCountsTest {

  private static final long LENGTH = 300_000;
  private static final long LATENESS = 60_000;
  private static final WindowTime TIME = new WindowTime(LENGTH, LATENESS);
  private static final WindowCounts.Finished UNEXPECTED =
      window -> {
        throw new AssertionError("finished a second time: " + window.start);
      };

  private final WindowCounts windows = new WindowCounts();
  private final List<String> finished = new ArrayList<>();

  private void note(WindowCounts.Count window) {
    finished.add(window.start + ": " + window.events);
  }

  @Test
  void countsEachWindowApart() {
    windows.at(0).events++;
    windows.at(LENGTH).events += 2;
    windows.at(0).events++;

    windows.advance(2 * LENGTH - 1, TIME, this::note);

    assertThat(finished).containsExactlyInAnyOrder("0: 2", "300000: 2");
  }

  @Test
  void finishesAWindowAtItsLastMillisecondAndOnlyOnce() {
    windows.at(0).events++;

    windows.advance(LENGTH - 2, TIME, UNEXPECTED);
    windows.advance(LENGTH - 1, TIME, this::note);
    windows.advance(LENGTH, TIME, UNEXPECTED);

    assertThat(finished).containsExactly("0: 1");
    assertThat(windows.at(0).finished).isTrue();
  }

  @Test
  void forgetsAWindowWhenItCanNoLongerBeCorrected() {
    windows.at(0).events++;

    windows.advance(LENGTH + LATENESS - 2, TIME, this::note);
    assertThat(windows.isEmpty()).isFalse();
    windows.advance(LENGTH + LATENESS - 1, TIME, UNEXPECTED);
    assertThat(windows.isEmpty()).isTrue();
  }

  @Test
  void finishesAndForgetsAtOnceWhatTheWatermarkJumpsOver() {
    windows.at(0).events++;
    windows.at(10 * LENGTH).events++;

    windows.advance(5 * LENGTH, TIME, this::note);

    assertThat(finished).containsExactly("0: 1");
    assertThat(windows.dueAt(TIME)).isEqualTo(11 * LENGTH - 1);
  }

  @Test
  void knowsWhenItHasSomethingToDo() {
    assertThat(windows.dueAt(TIME)).isEqualTo(Long.MAX_VALUE);
    assertThat(windows.overAt(TIME)).isEqualTo(Long.MIN_VALUE);

    windows.at(LENGTH).events++;
    windows.at(0).events++;
    assertThat(windows.dueAt(TIME)).isEqualTo(LENGTH - 1);
    assertThat(windows.overAt(TIME)).isEqualTo(2 * LENGTH - 1 + LATENESS);

    windows.advance(LENGTH - 1, TIME, this::note);
    assertThat(windows.dueAt(TIME)).isEqualTo(2 * LENGTH - 1);
  }

  @Test
  void notesAPlatformOnceAWindow() {
    assertThat(windows.at(0).sees("web")).isTrue();
    assertThat(windows.at(0).sees("ios")).isTrue();
    assertThat(windows.at(0).sees("web")).isFalse();
    assertThat(windows.at(LENGTH).sees("web")).isTrue();
  }

  @Test
  void addsUpWhatWasSpentInEachWindowAndNeverOverflows() throws IOException {
    windows.at(0).events++;
    windows.at(LENGTH).spend(5, 0);
    windows.at(LENGTH).spend(0, 7);
    windows.at(2 * LENGTH).spend(Long.MAX_VALUE, 1);
    windows.at(2 * LENGTH).spend(1, Long.MAX_VALUE);
    WindowCounts copy = windows.copy();
    windows.at(LENGTH).spend(100, 100);

    DataOutputSerializer out = new DataOutputSerializer(64);
    copy.write(out);
    copy.writeSpent(out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    WindowCounts back = WindowCounts.read(in);
    back.readSpent(in);

    assertThat(in.available()).isZero();
    assertThat(back.at(0).tokens()).isZero();
    assertThat(back.at(LENGTH).tokens()).isEqualTo(5);
    assertThat(back.at(LENGTH).cpuMicros()).isEqualTo(7);
    assertThat(back.at(2 * LENGTH).tokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(back.at(2 * LENGTH).cpuMicros()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void isTheSameWhenWrittenAndReadAndItsCopyGoesItsOwnWay() throws IOException {
    windows.at(0).events = 3;
    windows.at(0).sees("web");
    windows.at(LENGTH).events = 1;
    windows.advance(LENGTH - 1, TIME, this::note);
    WindowCounts copy = windows.copy();
    windows.at(0).events = 100;
    windows.at(0).sees("ios");

    DataOutputSerializer out = new DataOutputSerializer(64);
    copy.write(out);
    WindowCounts back = WindowCounts.read(new DataInputDeserializer(out.getCopyOfBuffer()));

    assertThat(back.at(0).events).isEqualTo(3);
    assertThat(back.at(0).finished).isTrue();
    assertThat(back.at(0).sees("web")).isFalse();
    assertThat(back.at(0).sees("ios")).isTrue();
    assertThat(back.at(LENGTH).events).isEqualTo(1);
    assertThat(back.at(LENGTH).finished).isFalse();
  }
}
