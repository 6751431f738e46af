package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeavyHittersTest {

  private static final Comparator<String> TIES = Comparator.naturalOrder();

  private static List<String> top(HeavyHitters<String> hitters, int n) {
    return hitters.top(n, TIES).stream().map(entry -> entry.key() + ":" + entry.sum()).toList();
  }

  @Test
  void admitsWhatIsOfferedIfAPlaceIsFreeOrHoldsLess() {
    HeavyHitters<String> hitters = new HeavyHitters<>(2);
    hitters.offer("a", null, 5);
    assertThat(hitters.admits(1)).isTrue();
    hitters.offer("b", null, 3);

    assertThat(hitters.admits(3)).isFalse();
    assertThat(hitters.offer("c", null, 3)).isNull();
    assertThat(hitters.admits(4)).isTrue();
    assertThat(hitters.offer("c", null, 4).key()).isEqualTo("b");
    assertThat(top(hitters, 3)).containsExactly("a:5.0", "c:4.0");
  }

  @Test
  void isExactWhileThereAreNoMoreKeysThanPlaces() {
    HeavyHitters<String> hitters = new HeavyHitters<>(3);
    hitters.add("a", "Ada", 1);
    hitters.add("b", null, 5);
    hitters.add("a", null, 2);
    hitters.add("c", null, 3);

    assertThat(top(hitters, 3)).containsExactly("b:5.0", "a:3.0", "c:3.0");
    assertThat(hitters.top(3, TIES).get(1).name()).isEqualTo("Ada");
  }

  /** The guarantees of the paper: section 3, lemmas 3 to 5, with weights in place of ones. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsItsGuaranteesOnAnyStream(long seed) {
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(40);
    HeavyHitters<String> hitters = new HeavyHitters<>(capacity);
    Map<String, Double> truth = new HashMap<>();
    double total = 0;
    for (int step = 1; step <= 20_000; step++) {
      String key = "k-" + (int) Math.pow(random.nextInt(1_000), random.nextBoolean() ? 1 : 0.5);
      double amount = 1 + random.nextInt(50);
      hitters.add(key, null, amount);
      truth.merge(key, amount, Double::sum);
      total += amount;
      if (step % 500 == 0) {
        verify(hitters, truth, total, capacity, "seed " + seed + ", step " + step);
      }
    }
  }

  private static void verify(
      HeavyHitters<String> hitters,
      Map<String, Double> truth,
      double total,
      int capacity,
      String when) {
    List<HeavyHitters.Entry<String>> all = hitters.top(capacity, TIES);
    double least = all.size() < capacity ? 0 : all.get(all.size() - 1).rank();
    assertThat(hitters.size()).as(when).isLessThanOrEqualTo(capacity);
    assertThat(all.stream().mapToDouble(HeavyHitters.Entry::rank).sum())
        .as("%s: ranks add up to all that came", when)
        .isEqualTo(total);
    assertThat(least).as(when).isLessThanOrEqualTo(total / capacity);
    for (HeavyHitters.Entry<String> entry : all) {
      double real = truth.get(entry.key());
      assertThat(entry.sum()).as("%s: never too much", when).isLessThanOrEqualTo(real);
      assertThat(entry.rank()).as("%s: never too little", when).isGreaterThanOrEqualTo(real);
      assertThat(entry.rank() - real).as("%s: nor far off", when).isLessThanOrEqualTo(least);
    }
    truth.forEach(
        (key, real) -> {
          if (real > total / capacity) {
            assertThat(hitters.contains(key)).as("%s: %s is heavy", when, key).isTrue();
          }
        });
  }

  @Test
  void givesAnOfferAPlaceOnlyIfOneIsFreeOrTheSmallestHoldsLess() {
    HeavyHitters<String> hitters = new HeavyHitters<>(2);
    assertThat(hitters.offer("a", null, 5)).isNull();
    assertThat(hitters.offer("b", null, 3)).isNull();

    assertThat(hitters.offer("c", null, 3)).isNull();
    assertThat(hitters.contains("c")).isFalse();

    HeavyHitters.Entry<String> displaced = hitters.offer("c", null, 4);
    assertThat(displaced.key()).isEqualTo("b");
    assertThat(displaced.sum()).isEqualTo(3);
    assertThat(top(hitters, 2)).containsExactly("a:5.0", "c:4.0");
  }

  @Test
  void keepsTheOrderThroughAnyRemovalAndRestore() {
    Random random = new Random(7);
    HeavyHitters<String> hitters = new HeavyHitters<>(50);
    Map<String, Double> truth = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      String key = "k-" + random.nextInt(80);
      if (random.nextInt(3) == 0) {
        hitters.remove(key);
        truth.remove(key);
      } else if (hitters.contains(key) || hitters.size() < 50) {
        hitters.add(key, null, 1 + step % 7);
        truth.merge(key, 1.0 + step % 7, Double::sum);
      }
      if (step % 1000 == 999) {
        HeavyHitters<String> again = new HeavyHitters<>(50);
        hitters.entries().forEach(e -> again.restore(e.key(), e.name(), e.sum(), e.rank()));
        hitters = again;
      }
      assertThat(top(hitters, 50))
          .as("step %d", step)
          .isEqualTo(
              truth.entrySet().stream()
                  .sorted(
                      Map.Entry.<String, Double>comparingByValue()
                          .reversed()
                          .thenComparing(Map.Entry::getKey))
                  .map(e -> e.getKey() + ":" + e.getValue())
                  .toList());
    }
  }

  @Test
  void restoresNoMoreThanThereArePlaces() {
    HeavyHitters<String> hitters = new HeavyHitters<>(1);
    hitters.restore("a", null, 1, 2);
    hitters.restore("a", null, 9, 9);
    hitters.restore("b", null, 9, 9);

    assertThat(top(hitters, 5)).containsExactly("a:1.0");
    assertThat(hitters.top(1, TIES).get(0).rank()).isEqualTo(2);
  }
}
