package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeBoardTest {

  private static final ServicePlace SHOP = new ServicePlace("shop", "eu-west-1");

  private final List<Sample> published = new ArrayList<>();
  private final NoticeBoard board = new NoticeBoard(3, 1_000);

  @Test
  void replacesAStateByANewerOneOnly() {
    take(new Notice(SHOP, Notice.HEALTH, "unhealthy", 1, 20), 0);
    take(new Notice(SHOP, Notice.HEALTH, "healthy", 1, 10), 0);
    assertThat(published).containsExactly(health("unhealthy", 1));

    take(new Notice(SHOP, Notice.HEALTH, "healthy", 1, 30), 0);

    assertThat(published)
        .containsExactly(health("unhealthy", 1), health("unhealthy", 0), health("healthy", 1));
  }

  @Test
  void sumsTheMemoryOfInstancesAndLetsTheSilentGo() {
    take(memory("a", 100, 1), 0);
    take(memory("b", 50, 1), 500);
    board.flush(500, published::add);
    assertThat(published).containsExactly(bytes(150));

    board.flush(1_200, published::add);
    board.flush(1_300, published::add);
    board.flush(1_600, published::add);

    assertThat(published).containsExactly(bytes(150), bytes(50), bytes(0));
    assertThat(board.state()).isEmpty();
  }

  @Test
  void keepsAStateHoweverLongItIsSilent() {
    take(new Notice(SHOP, Notice.HEALTH, "unhealthy", 1, 20), 0);

    board.flush(1_000_000, published::add);

    assertThat(published).containsExactly(health("unhealthy", 1));
  }

  @Test
  void letsTheOneHeardOfForLongestGoWhenItIsFull() {
    take(new Notice(SHOP, Notice.HEALTH, "healthy", 1, 1), 0);
    take(memory("a", 100, 1), 1);
    take(memory("b", 10, 1), 2);
    take(memory("c", 1, 1), 3);

    assertThat(published).containsExactly(health("healthy", 1), health("healthy", 0));
    assertThat(board.state()).hasSize(3);
  }

  @Test
  void countsOnAfterARestart() {
    take(memory("a", 100, 1), 0);
    NoticeBoard again = new NoticeBoard(3, 1_000);
    board.state().forEach(notice -> again.take(notice, 10, published::add));

    again.take(memory("a", 70, 2), 11, published::add);
    again.flush(11, published::add);

    assertThat(published).containsExactly(bytes(70));
  }

  private void take(Notice notice, long now) {
    board.take(notice, now, published::add);
  }

  private static Notice memory(String instance, double bytes, long timestamp) {
    return new Notice(SHOP, Notice.MEMORY, instance, bytes, timestamp);
  }

  private static Sample bytes(double bytes) {
    return new Sample.Reading(HealthMetrics.MEMORY, List.of("eu-west-1", "shop"), bytes);
  }

  private static Sample health(String state, double value) {
    return new Sample.Reading(HealthMetrics.HEALTH, List.of("shop", "eu-west-1", state), value);
  }
}
