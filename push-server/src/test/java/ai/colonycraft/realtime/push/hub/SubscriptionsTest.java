package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The index finds just what a comparison with each selector finds. */
class SubscriptionsTest {

  private static final Random RANDOM = new Random(19);
  private static final List<String> METRICS = List.of("a", "ab", "abc", "b", "bc", "cab");
  private static final List<String> PATTERNS = List.of("*", "a*", "*c", "*b*", "a*c", "**", "x*");
  private static final List<String> NAMES = List.of("k", "l", "m");
  private static final List<String> VALUES = List.of("1", "2", "3");

  private final Subscriptions subscriptions = new Subscriptions();

  @Test
  void findsWhatAComparisonWithEachSelectorFindsWhileSelectorsComeAndGo() {
    Map<Selector, Set<Subscriber>> expected = new HashMap<>();
    List<Subscriber> subscribers = List.of(new Nobody(), new Nobody(), new Nobody());
    for (int i = 0; i < 20_000; i++) {
      Selector selector =
          new Selector(any(RANDOM.nextBoolean() ? METRICS : PATTERNS), labels(true));
      Subscriber subscriber = any(subscribers);
      if (RANDOM.nextInt(3) > 0) {
        subscriptions.add(selector, subscriber);
        expected.computeIfAbsent(selector, s -> new HashSet<>()).add(subscriber);
      } else {
        subscriptions.remove(selector, subscriber);
        expected.computeIfPresent(
            selector,
            (s, members) -> {
              members.remove(subscriber);
              return members.isEmpty() ? null : members;
            });
      }
      Message message = message(any(METRICS), labels(false));
      List<Set<Subscriber>> found = new ArrayList<>();
      subscriptions.matching(message, found::add);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              expected.entrySet().stream()
                  .filter(e -> e.getKey().matches(message.metric(), message.labels()))
                  .map(Map.Entry::getValue)
                  .toList());
      assertThat(subscriptions.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void whatDoesNotMatchCostsNothing() {
    Message message = message("active_users", Map.of());
    Nobody subscriber = new Nobody();
    subscriptions.add(Selector.TOTALS, subscriber);
    long few = nanosOfAMatch(message);
    IntStream.range(0, 8_000)
        .forEach(i -> subscriptions.add(new Selector("*none" + i + "*", Map.of()), subscriber));
    long many = nanosOfAMatch(message);

    // A scan takes some 450,000 ns; a busy machine makes this one slower, not by a thousand times.
    System.out.printf("a match: %d ns, with 8,000 patterns more: %d ns%n", few, many);
    assertThat(many).isLessThan(100_000);
  }

  @Test
  void theCacheOfNamesIsBounded() {
    MetricIndex index = new MetricIndex(100);
    IntStream.range(0, 10)
        .forEach(i -> index.add(new Subscriptions.Group(new Selector("*" + i, Map.of()))));

    IntStream.range(0, 10_000).forEach(i -> assertThat(index.matching("m" + i)).hasSize(1));

    assertThat(index.cached()).isLessThanOrEqualTo(100);
  }

  private long nanosOfAMatch(Message message) {
    int times = 20_000;
    int[] calls = new int[1];
    long start = 0;
    for (int round = 0; round < 2; round++) {
      start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        subscriptions.matching(message, members -> calls[0]++);
      }
    }
    assertThat(calls[0]).isEqualTo(2 * times);
    return (System.nanoTime() - start) / times;
  }

  private static Map<String, String> labels(boolean wildcards) {
    Map<String, String> labels = new HashMap<>();
    for (String name : NAMES) {
      if (RANDOM.nextInt(3) == 0) {
        labels.put(name, wildcards && RANDOM.nextBoolean() ? "*" : any(VALUES));
      }
    }
    return labels;
  }

  private static Message message(String metric, Map<String, String> labels) {
    return Message.of(new Update(metric, metric, labels, 1, 1_000, 1));
  }

  private static <T> T any(List<T> of) {
    return of.get(RANDOM.nextInt(of.size()));
  }

  private static final class Nobody implements Subscriber {
    @Override
    public boolean changed(Series series, Message message) {
      return false;
    }

    @Override
    public boolean lineAdded() {
      return false;
    }

    @Override
    public void restarted() {}

    @Override
    public void flush() {}
  }
}
