package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingCountsTest {

  private static final int SECONDS = 30;
  private static final Predicate<String> ALL = id -> true;

  private record Added(String id, long second, long events) {}

  private record Row(String id, long events) {}

  private final Map<String, SlidingCounts.Spender> known = new HashMap<>();
  private SlidingCounts counts = new SlidingCounts(SECONDS);

  /** As the job does it, which remembers what it knows of each colony. */
  private void add(String id, String name, long second, long events) {
    known.put(id, counts.add(known.get(id), id, name, second, events));
  }

  private List<Row> top(int n) {
    return counts.top(n).stream().map(colony -> new Row(colony.key, colony.amount)).toList();
  }

  private static List<Row> recount(List<Added> added, int n) {
    Map<String, Long> sums =
        added.stream()
            .collect(Collectors.groupingBy(Added::id, Collectors.summingLong(Added::events)));
    return sums.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Row::events).reversed().thenComparing(Row::id))
        .limit(n)
        .toList();
  }

  private static byte[] written(SlidingCounts counts) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    counts.write(out);
    return out.getCopyOfBuffer();
  }

  private static SlidingCounts read(byte[] bytes, Predicate<String> ours) throws IOException {
    SlidingCounts counts = new SlidingCounts(SECONDS);
    counts.read(new DataInputDeserializer(bytes), ours);
    return counts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void saysWhatARecountOfTheLastSecondsSays(long seed) throws IOException {
    Random random = new Random(seed);
    List<Added> added = new ArrayList<>();
    long now = 1_750_000_000L;
    long floor = Long.MIN_VALUE;
    for (int step = 0; step < 3_000; step++) {
      String id = "c-" + (int) Math.sqrt(random.nextInt(400));
      long second = now - random.nextInt(random.nextInt(20) == 0 ? 2 * SECONDS : 3);
      long events = 1 + random.nextInt(5);
      if (random.nextInt(8) == 0) {
        counts.add(null, id, null, second, events);
      } else {
        add(id, null, second, events);
      }
      if (second > floor) {
        added.add(new Added(id, second, events));
      }
      if (random.nextInt(5) == 0) {
        now += random.nextInt(40) == 0 ? 2 * SECONDS : random.nextInt(3);
        floor = Math.max(floor, now - SECONDS);
        counts.advance(now * 1000 + random.nextInt(1000));
        long fallen = floor;
        added.removeIf(a -> a.second <= fallen);
      }
      if (random.nextInt(100) == 0) {
        counts = read(written(counts), ALL);
        known.clear();
        counts.advance(now * 1000);
      }
      assertThat(top(7)).as("seed %d, step %d", seed, step).isEqualTo(recount(added, 7));
      assertThat(counts.total())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(added.stream().mapToLong(Added::events).sum());
    }
  }

  @Test
  void letsASecondFallOutWhenItIsAsOldAsTheLength() {
    add("a", null, 100, 3);

    counts.advance((100 + SECONDS) * 1000L - 1);
    assertThat(counts.total()).isEqualTo(3);
    counts.advance((100 + SECONDS) * 1000L);
    assertThat(counts.total()).isZero();
    assertThat(top(1)).isEmpty();
  }

  @Test
  void doesNotCountWhatComesForASecondThatHasFallenOut() {
    counts.advance((100 + SECONDS) * 1000L);

    add("a", null, 100, 3);
    add("b", null, 101, 1);

    assertThat(top(2)).containsExactly(new Row("b", 1));
  }

  @Test
  void staysWhereItIsBeforeTheFirstEventAndWhenTimeRunsBack() {
    counts.advance(Long.MIN_VALUE);
    add("a", null, 100, 1);
    counts.advance(110_000);
    counts.advance(0);

    add("a", null, 100 - SECONDS, 1);
    add("a", null, 111 - SECONDS, 1);

    assertThat(counts.total()).isEqualTo(2);
  }

  @Test
  void breaksTiesByIdAndKnowsTheNewestName() {
    add("b", "Reef", 100, 2);
    add("a", null, 100, 2);
    add("b", "Reef II", 101, 1);
    add("b", null, 101, 1);
    add("a", null, 101, 2);

    assertThat(top(2)).containsExactly(new Row("a", 4), new Row("b", 4));
    assertThat(counts.top(2)).extracting(colony -> colony.name).containsExactly(null, "Reef II");
  }

  @Test
  void staysAtTheLargestLongAndTakesAwayNoMoreThanItAdded() throws IOException {
    add("a", null, 100, Long.MAX_VALUE - 5);
    add("b", null, 101, 7);
    add("c", null, 102, 1);

    assertThat(counts.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(top(3)).containsExactly(new Row("a", Long.MAX_VALUE - 5), new Row("b", 5));
    counts = read(written(counts), ALL);
    counts.advance((100 + SECONDS) * 1000L);
    assertThat(top(3)).containsExactly(new Row("b", 5));
    counts.advance((101 + SECONDS) * 1000L);
    assertThat(counts.total()).isZero();
  }

  /** These bytes lie in savepoints. */
  @Test
  void readsWhatItsFirstVersionWrote() throws IOException {
    byte[] first =
        HexFormat.of()
            .parseHex(
                "01" + "01" + "0361" + "055269" + "01" + "0000000000000064" + "01" + "00" + "8002");
    SlidingCounts read = read(first, ALL);

    assertThat(read.total()).isEqualTo(256);
    assertThat(read.top(1)).extracting(colony -> colony.name).containsExactly("Ri");
    assertThat(written(read)).isEqualTo(first);
  }

  @Test
  void partsWithoutLossBetweenThoseWhoseColoniesTheyAre() throws IOException {
    for (int i = 0; i < 50; i++) {
      add("c-" + i, "n-" + i, 100 + i % 7, i + 1);
    }
    Predicate<String> even = id -> id.hashCode() % 2 == 0;
    byte[] state = written(counts);
    SlidingCounts mine = read(state, even);
    SlidingCounts yours = read(state, even.negate());

    assertThat(mine.total() + yours.total()).isEqualTo(counts.total());
    assertThat(mine.top(50)).isNotEmpty().allMatch(colony -> even.test(colony.key));
    assertThat(yours.top(50)).isNotEmpty().noneMatch(colony -> even.test(colony.key));
  }

  @Test
  void namesTheFormatItCannotRead() throws IOException {
    byte[] state = written(counts);
    state[0] = 9;

    assertThatThrownBy(() -> read(state, ALL))
        .isInstanceOf(IOException.class)
        .hasMessage("sliding counts have format 9, this jar reads 1");
  }

  @Test
  void forgetsColoniesThatHaveGone() throws IOException {
    int empty = written(counts).length;
    for (int i = 0; i < 10_000; i++) {
      add("c-" + i, "name", i, 1);
      counts.advance(i * 1000L);
    }
    counts.advance(20_000_000);

    assertThat(written(counts)).hasSize(empty);
  }
}
