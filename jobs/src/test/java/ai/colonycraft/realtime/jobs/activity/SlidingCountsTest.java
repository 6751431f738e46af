package ai.colonycraft.realtime.jobs.activity;

import static ai.colonycraft.realtime.jobs.activity.SlidingCounts.Amount.EVENTS;
import static ai.colonycraft.realtime.jobs.activity.SlidingCounts.Amount.TOKENS;
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
    known.put(id, counts.add(known.get(id), id, name, second, events, 0, 0));
  }

  private List<Row> top(int n) {
    return top(n, EVENTS);
  }

  private List<Row> top(int n, SlidingCounts.Amount amount) {
    return counts.top(n, amount).stream()
        .map(colony -> new Row(colony.key, colony.sum(amount)))
        .toList();
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
    counts.read(new DataInputDeserializer(bytes), EVENTS, ours);
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
        counts.add(null, id, null, second, events, 0, 0);
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
      assertThat(counts.total(EVENTS))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(added.stream().mapToLong(Added::events).sum());
    }
  }

  @Test
  void letsASecondFallOutWhenItIsAsOldAsTheLength() {
    add("a", null, 100, 3);

    counts.advance((100 + SECONDS) * 1000L - 1);
    assertThat(counts.total(EVENTS)).isEqualTo(3);
    counts.advance((100 + SECONDS) * 1000L);
    assertThat(counts.total(EVENTS)).isZero();
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

    assertThat(counts.total(EVENTS)).isEqualTo(2);
  }

  @Test
  void breaksTiesByIdAndKnowsTheNewestName() {
    add("b", "Reef", 100, 2);
    add("a", null, 100, 2);
    add("b", "Reef II", 101, 1);
    add("b", null, 101, 1);
    add("a", null, 101, 2);

    assertThat(top(2)).containsExactly(new Row("a", 4), new Row("b", 4));
    assertThat(counts.top(2, EVENTS))
        .extracting(colony -> colony.name)
        .containsExactly(null, "Reef II");
  }

  @Test
  void staysAtTheLargestLongAndTakesAwayNoMoreThanItAdded() throws IOException {
    add("a", null, 100, Long.MAX_VALUE - 5);
    add("b", null, 101, 7);
    add("c", null, 102, 1);

    assertThat(counts.total(EVENTS)).isEqualTo(Long.MAX_VALUE);
    assertThat(top(3)).containsExactly(new Row("a", Long.MAX_VALUE - 5), new Row("b", 5));
    counts = read(written(counts), ALL);
    counts.advance((100 + SECONDS) * 1000L);
    assertThat(top(3)).containsExactly(new Row("b", 5));
    counts.advance((101 + SECONDS) * 1000L);
    assertThat(counts.total(EVENTS)).isZero();
  }

  /** These bytes lie in savepoints. */
  @Test
  void readsWhatItsFirstVersionWrote() throws IOException {
    byte[] first =
        HexFormat.of()
            .parseHex(
                "01" + "01" + "0361" + "055269" + "01" + "0000000000000064" + "01" + "00" + "8002");
    SlidingCounts read = read(first, ALL);

    assertThat(read.total(EVENTS)).isEqualTo(256);
    assertThat(read.top(1, EVENTS)).extracting(colony -> colony.name).containsExactly("Ri");
    assertThat(written(read))
        .isEqualTo(
            HexFormat.of()
                .parseHex(
                    "02"
                        + "01"
                        + "0361"
                        + "055269"
                        + "01"
                        + "0000000000000064"
                        + "01"
                        + "00"
                        + "8002"
                        + "00"
                        + "00"));
  }

  /** Earlier versions kept each amount by itself. */
  @Test
  void addsUpTheAmountsThatItsFirstVersionWroteApart() throws IOException {
    byte[] tokens =
        HexFormat.of()
            .parseHex("01" + "01" + "0361" + "00" + "01" + "0000000000000064" + "01" + "00" + "07");
    add("a", "Reef", 100, 3);
    counts.read(new DataInputDeserializer(tokens), TOKENS, ALL);
    counts = read(written(counts), ALL);

    assertThat(top(1)).containsExactly(new Row("a", 3));
    assertThat(top(1, TOKENS)).containsExactly(new Row("a", 7));
    assertThat(counts.top(1, TOKENS)).extracting(colony -> colony.name).containsExactly("Reef");
    counts.advance((100 + SECONDS) * 1000L);
    assertThat(counts.total(TOKENS)).isZero();
    assertThat(top(1, TOKENS)).isEmpty();
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

    assertThat(mine.total(EVENTS) + yours.total(EVENTS)).isEqualTo(counts.total(EVENTS));
    assertThat(mine.top(50, EVENTS)).isNotEmpty().allMatch(colony -> even.test(colony.key));
    assertThat(yours.top(50, EVENTS)).isNotEmpty().noneMatch(colony -> even.test(colony.key));
  }

  @Test
  void namesTheFormatItCannotRead() throws IOException {
    byte[] state = written(counts);
    state[0] = 9;

    assertThatThrownBy(() -> read(state, ALL))
        .isInstanceOf(IOException.class)
        .hasMessage("sliding counts have format 9, this jar reads 1 and 2");
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

  /** Numbers of those that were forgotten are given to others. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsTheAmountsOfThousandsThatComeAndGo(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, List<long[]>> added = new HashMap<>();
    long now = 1_750_000_000L;
    for (int step = 0; step < 20_000; step++) {
      String id = "a-" + (step / 10 + random.nextInt(300));
      long[] amounts = {now, 1 + random.nextInt(3), random.nextInt(3), random.nextInt(2)};
      known.put(id, counts.add(known.get(id), id, id, now, amounts[1], amounts[2], amounts[3]));
      added.computeIfAbsent(id, i -> new ArrayList<>()).add(amounts);
      if (step % 50 == 0) {
        counts.advance(++now * 1000);
      }
      if (step % 4_000 == 3_999) {
        counts = read(written(counts), ALL);
        known.clear();
        counts.advance(now * 1000);
      }
    }
    long floor = now - SECONDS;
    for (SlidingCounts.Amount amount : SlidingCounts.Amount.values()) {
      Map<String, Long> expected = new HashMap<>();
      added.forEach(
          (id, all) -> {
            long sum =
                all.stream()
                    .filter(a -> a[0] > floor)
                    .mapToLong(a -> a[1 + amount.ordinal()])
                    .sum();
            if (sum > 0) {
              expected.put(id, sum);
            }
          });
      Map<String, Long> found =
          top(100_000, amount).stream().collect(Collectors.toMap(Row::id, Row::events));
      assertThat(found).as("%s", amount).isEqualTo(expected);
      assertThat(counts.total(amount))
          .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
    }
  }
}
