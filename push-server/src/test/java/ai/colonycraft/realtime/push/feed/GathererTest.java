package ai.colonycraft.realtime.push.feed;

import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GathererTest {

  private static final long START = Long.MAX_VALUE - 10; // System.nanoTime may overflow.
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final List<List<LiveRecord>> batches = new ArrayList<>();
  private final Gatherer gatherer = new Gatherer(INTERVAL, batches::add);

  @Test
  void handsOnTogetherWhatComesWithinTheIntervalOfTheFirst() {
    gatherer.add(List.of(total("a", 1)), START);
    gatherer.add(List.of(total("b", 1)), after(49));
    assertThat(batches).isEmpty();

    gatherer.handOnIfDue(after(50));

    assertThat(batches).containsExactly(List.of(total("a", 1), total("b", 1)));
  }

  @Test
  void beginsANewIntervalWithWhatComesNext() {
    gatherer.add(List.of(total("a", 1)), START);
    gatherer.handOnIfDue(after(50));
    gatherer.add(List.of(total("a", 2)), after(60));

    gatherer.handOnIfDue(after(109));
    assertThat(batches).hasSize(1);
    gatherer.handOnIfDue(after(110));
    assertThat(batches).hasSize(2);
  }

  @Test
  void handsOnASeriesBeforeItsNextValueComes() {
    gatherer.add(List.of(total("a", 1), total("b", 1)), START);
    gatherer.add(List.of(total("b", 2)), after(1));

    assertThat(batches).containsExactly(List.of(total("a", 1), total("b", 1)));

    gatherer.handOnIfDue(after(51));
    assertThat(batches).hasSize(2).last().isEqualTo(List.of(total("b", 2)));
  }

  @Test
  void handsOnEventsAtOnceAndInTheirOrder() {
    gatherer.add(List.of(line("ada")), START);
    gatherer.add(List.of(new StreamEvent.Loaded(Stream.METRICS)), after(1));

    assertThat(batches)
        .containsExactly(List.of(line("ada"), new StreamEvent.Loaded(Stream.METRICS)));
  }

  @Test
  void handsOnACrowdAtOnce() {
    List<LiveRecord> crowd = new ArrayList<>();
    IntStream.range(0, 999).forEach(i -> crowd.add(total("m" + i, i)));
    gatherer.add(crowd, START);
    assertThat(batches).isEmpty();

    gatherer.add(List.of(total("last", 1)), after(1));

    assertThat(batches).singleElement().satisfies(b -> assertThat(b).hasSize(1_000));
  }

  @Test
  void handsOnEachBatchAsItComesWithoutAnInterval() {
    Gatherer eager = new Gatherer(Duration.ZERO, batches::add);

    eager.add(List.of(total("a", 1)), START);

    assertThat(batches).containsExactly(List.of(total("a", 1)));
  }

  @Test
  void saysHowLongToWaitForWhatIsDue() {
    Duration most = Duration.ofMillis(250);
    assertThat(gatherer.until(START, most)).isEqualTo(most);

    gatherer.add(List.of(total("a", 1)), START);

    assertThat(gatherer.until(after(20), most)).isEqualTo(Duration.ofMillis(30));
    assertThat(gatherer.until(after(20), Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(10));
    assertThat(gatherer.until(after(70), most)).isEqualTo(Duration.ZERO);
  }

  private static long after(int millis) {
    return START + Duration.ofMillis(millis).toNanos();
  }
}
