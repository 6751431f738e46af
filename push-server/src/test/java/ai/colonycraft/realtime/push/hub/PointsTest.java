package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointsTest {

  private final PointBudget budget = new PointBudget(3 * Points.BLOCK_BYTES);
  private final Points points = new Points();

  @Test
  void keepsTheLastPointOfEachSecond() {
    budget.add(points, 1_000, 1);
    budget.add(points, 1_900, 2);
    budget.add(points, 2_100, 3);

    assertThat(points.since(0).times()).containsExactly(1_900, 2_100);
    assertThat(points.since(0).values()).containsExactly(2, 3);
  }

  @Test
  void givesNoneThatAreOlderThanAsked() {
    add(points, 0, 10);

    assertThat(points.since(8_000).times()).containsExactly(8_000, 9_000);
  }

  @Test
  void aTimeThatGoesBackMovesNoPoint() {
    budget.add(points, 5_000, 1);
    budget.add(points, 3_000, 2);

    assertThat(points.since(0).times()).containsExactly(5_000);
    assertThat(points.since(0).values()).containsExactly(2);
  }

  @Test
  void keepsAllPointsUpToItsBytesAndTheOldestBlockGoesAtOneMore() {
    Points other = new Points();
    add(other, 0, Points.BLOCK);
    add(points, 0, 2 * Points.BLOCK);
    assertThat(other.since(0).times()).hasSize(Points.BLOCK);

    budget.add(points, 1_000_000, 1);

    assertThat(other.since(0).times()).isEmpty();
    assertThat(points.since(0).times()).hasSize(2 * Points.BLOCK + 1);
  }

  @Test
  void seriesThatLeaveGiveTheirRoomBack() {
    for (int i = 0; i < 1_000; i++) {
      Points leaving = new Points();
      add(leaving, 0, Points.BLOCK);
      budget.remove(leaving);
    }
    add(points, 0, 3 * Points.BLOCK);

    assertThat(points.since(0).times()).hasSize(3 * Points.BLOCK);
  }

  private void add(Points to, int firstSecond, int count) {
    IntStream.range(firstSecond, firstSecond + count)
        .forEach(second -> budget.add(to, second * 1_000L, second));
  }
}
