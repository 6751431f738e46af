package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DelayCellsTest {

  private final DelayCells cells = new DelayCells();

  @Test
  void putsEveryDelayIntoACellWhoseMiddleIsNear() {
    LongStream.range(0, 3_600_000)
        .forEach(
            millis -> {
              double width =
                  millis < 1_000 ? 10 : millis < 10_000 ? 100 : millis < 60_000 ? 1_000 : 60_000;
              double off = Math.abs(DelayCells.middle(DelayCells.cell(millis)) - millis);
              if (off > width / 2) {
                throw new AssertionError(millis + " ms is off by " + off);
              }
            });
  }

  @Test
  void neverPutsALongerDelayIntoAnEarlierCell() {
    int last = 0;
    for (long millis = 0; millis < 4_000_000; millis++) {
      int cell = DelayCells.cell(millis);
      if (cell != last) {
        assertThat(cell).isEqualTo(last + 1);
        last = cell;
      }
    }
    assertThat(DelayCells.cell(Long.MAX_VALUE)).isEqualTo(last);
  }

  @Test
  void handsOverWhatWasCountedAndBeginsAnew() {
    assertThat(cells.isEmpty()).isTrue();
    cells.add(12);
    cells.add(-500);
    cells.add(Long.MAX_VALUE / 2);

    Sample.Delays first = (Sample.Delays) cells.drain("delay", 7);
    assertThat(first.flushedAt()).isEqualTo(7);
    assertThat(first.sumMillis()).isEqualTo(12.0 + Long.MAX_VALUE / 2);
    assertThat(LongStream.of(first.cells()).sum()).isEqualTo(3);
    assertThat(first.cells()[0]).as("a clock ahead of ours is no delay").isOne();

    assertThat(cells.isEmpty()).isTrue();
    Sample.Delays second = (Sample.Delays) cells.drain("delay", 8);
    assertThat(LongStream.of(second.cells()).sum()).isZero();
    assertThat(second.sumMillis()).isZero();
  }
}
