package ai.colonycraft.realtime.push.transport.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private final Buckets buckets = new Buckets();

  @Test
  void hasABucketForEachOfMoreAddressesThanItHasBucketsAndCrowdsNone() {
    Map<String, Integer> clients = new HashMap<>();
    for (int i = 0; i < 4 * Buckets.COUNT; i++) {
      clients.merge(
          buckets.of("2001:db8:%x:%x/64".formatted(i >> 16, i & 0xffff)), 1, Integer::sum);
    }

    assertThat(clients).hasSizeBetween(Buckets.COUNT / 2, Buckets.COUNT);
    assertThat(clients.values()).allMatch(inOne -> inOne < 40);
  }

  @Test
  void givesAClientTheSameBucketEachTimeAndAnotherServerOthers() {
    assertThat(buckets.of("192.0.2.1")).isEqualTo(buckets.of("192.0.2.1"));
    Buckets others = new Buckets();

    assertThat(java.util.stream.IntStream.range(0, 100).mapToObj(Integer::toString))
        .anyMatch(client -> !buckets.of(client).equals(others.of(client)));
  }
}
