package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeparturesTest {

  private static final int SECONDS = 300;

  private final Departures departures = new Departures(SECONDS);
  private final List<String> looked = new ArrayList<>();

  @Test
  void looksAtAUserOnceTheSecondHasFallenOut() throws Exception {
    departures.note("ada", 10_999);

    departures.advance((10 + SECONDS) * 1000L - 1, looked::add);
    assertThat(looked).isEmpty();
    assertThat(departures.isRecent(10_000)).isTrue();

    departures.advance((10 + SECONDS) * 1000L, looked::add);
    departures.advance((10 + SECONDS) * 1000L, looked::add);
    assertThat(looked).containsExactly("ada");
    assertThat(departures.isRecent(10_999)).isFalse();
    assertThat(departures.isRecent(11_000)).isTrue();
  }

  @Test
  void takesEveryTimeAsRecentUntilItKnowsTheTime() throws Exception {
    departures.advance(Long.MIN_VALUE, looked::add);

    assertThat(departures.isRecent(-1_000_000)).isTrue();
  }

  @Test
  void neverGoesBack() throws Exception {
    departures.advance(1_000_000, looked::add);
    departures.advance(0, looked::add);

    assertThat(departures.isRecent(700_999)).isFalse();
    assertThat(departures.isRecent(701_000)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void knowsWhoIsThereAsALookAtAllWould(long seed) throws Exception {
    Random random = new Random(seed);
    Map<String, Long> lastSeen = new HashMap<>();
    Map<String, Long> active = new HashMap<>();
    long now = 1_750_000_000_000L;
    for (int step = 0; step < 5_000; step++) {
      String user = "u-" + random.nextInt(60);
      long at = now - random.nextInt(400_000);
      lastSeen.merge(user, at, Math::max);
      if (departures.isRecent(at) && active.put(user, at) == null) {
        departures.note(user, at);
      }
      if (random.nextInt(3) == 0) {
        now += random.nextInt(30_000);
        departures.advance(
            now,
            id -> {
              if (departures.isRecent(lastSeen.get(id))) {
                departures.note(id, lastSeen.get(id));
              } else {
                active.remove(id);
              }
            });
        long oldest = Math.floorDiv(now, 1000L) - SECONDS;
        List<String> there =
            lastSeen.keySet().stream()
                .filter(id -> Math.floorDiv(lastSeen.get(id), 1000L) > oldest)
                .toList();
        assertThat(active.keySet())
            .as("seed %d, step %d", seed, step)
            .containsExactlyInAnyOrderElementsOf(there);
      }
    }
  }
}
