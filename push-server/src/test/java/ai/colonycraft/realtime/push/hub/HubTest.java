package ai.colonycraft.realtime.push.hub;

import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubTest {

  private static final Selector USERS = Selector.total("active_users");

  private final PushMetrics metrics = new PushMetrics();
  private final Hub hub = new Hub(Updates.limits(3), metrics, Clock.systemUTC());
  private final Recorder subscriber = new Recorder();

  @BeforeEach
  void load() {
    hub.accept(Updates.loaded());
  }

  @Test
  void encodesATotalWithoutLabels() {
    hub.accept(List.of(total("active_users", 7)));

    assertThat(current(USERS))
        .containsExactly("{\"metric\":\"active_users\",\"value\":7,\"timestamp\":1000}");
  }

  @Test
  void encodesLabelsInTheirOrderAndADecimalAsItIs() {
    Update update =
        new Update("k", "m", new java.util.TreeMap<>(Map.of("a", "1\"", "b", "é")), 0.25, 5);
    hub.accept(List.of(update));

    assertThat(current(new Selector("m", Map.of("a", "*", "b", "*"))))
        .containsExactly(
            "{\"metric\":\"m\",\"labels\":{\"a\":\"1\\\"\",\"b\":\"é\"},\"value\":0.25,"
                + "\"timestamp\":5}");
  }

  @Test
  void tellsASubscriberOfWhatItAskedForOnly() {
    hub.subscribe(USERS, subscriber);

    hub.accept(
        List.of(
            total("active_users", 1), total("other", 2), labelled("active_users", "a", "b", 3)));

    assertThat(subscriber.changed).containsExactly("active_users", "flush");
  }

  @Test
  void flushesOnceAfterTheWholeBatch() {
    hub.subscribe(Selector.TOTALS, subscriber);

    hub.accept(List.of(total("a", 1), total("b", 2), total("c", 3)));

    assertThat(subscriber.changed).containsExactly("a", "b", "c", "flush");
  }

  @Test
  void doesNotFlushWhomNothingConcerns() {
    hub.subscribe(USERS, subscriber);

    hub.accept(List.of(total("other", 1)));

    assertThat(subscriber.changed).isEmpty();
  }

  @Test
  void tellsNothingMoreAfterUnsubscribeAndKeepsNothing() {
    hub.subscribe(USERS, subscriber);
    hub.subscribe(Selector.TOTALS, subscriber);
    hub.unsubscribe(USERS, subscriber);
    hub.unsubscribe(Selector.TOTALS, subscriber);

    hub.accept(List.of(total("active_users", 1)));

    assertThat(subscriber.changed).isEmpty();
    assertThat(hub.selectors()).isZero();
  }

  @Test
  void forgetsASeriesThatIsOver() {
    hub.accept(List.of(total("active_users", 1)));

    hub.accept(List.of(new Removal("active_users")));

    assertThat(current(USERS)).isEmpty();
    assertThat(hub.seriesKnown()).isZero();
  }

  @Test
  void dropsAndCountsSeriesBeyondTheLimitAndGoesOnWithTheKnown() {
    hub.accept(List.of(total("a", 1), total("b", 1), total("c", 1)));

    hub.accept(List.of(total("d", 1), total("a", 2)));

    assertThat(metrics.seriesDropped.sum()).isEqualTo(1);
    assertThat(hub.seriesKnown()).isEqualTo(3);
    assertThat(current(Selector.total("a"))).hasSize(1).first().asString().contains(":2,");
  }

  @Test
  void takesANewSeriesAgainWhenOneHasGone() {
    hub.accept(List.of(total("a", 1), total("b", 1), total("c", 1)));

    hub.accept(List.of(new Removal("a"), total("d", 1)));

    assertThat(metrics.seriesDropped.sum()).isZero();
    assertThat(current(Selector.total("d"))).hasSize(1);
  }

  @Test
  void aSeriesMayChangeItsLabelsAndIsFoundByTheNewOnesOnly() {
    hub.accept(List.of(ranked("c-1"), ranked("c-2")));

    assertThat(current(new Selector("top", Map.of("colony", "c-1")))).isEmpty();
    assertThat(current(new Selector("top", Map.of("colony", "c-2")))).hasSize(1);
    assertThat(hub.seriesKnown()).isEqualTo(1);
  }

  @Test
  void tellsOnlyFollowersOfTheActivityFeed() {
    Recorder other = new Recorder();
    hub.follow(subscriber);
    hub.subscribe(Selector.TOTALS, other);

    hub.accept(List.of(line("ada")));

    assertThat(subscriber.changed).containsExactly("line", "flush");
    assertThat(other.changed).isEmpty();
  }

  @Test
  void knowsTheAgeOfTheLastUpdate() {
    Hub fresh = new Hub(Updates.limits(3), metrics, Clock.systemUTC());
    assertThat(fresh.ageMillis()).isEmpty();

    hub.accept(List.of(total("a", 1)));

    assertThat(hub.ageMillis()).isPresent();
    assertThat(hub.ageMillis().getAsLong()).isBetween(0L, 10_000L);
  }

  private static Update ranked(String colony) {
    return new Update("top/1", "top", Map.of("colony", colony), 1, 1);
  }

  private List<String> current(Selector selector) {
    List<String> found = new ArrayList<>();
    hub.current()
        .forEachRemaining(
            m -> {
              if (selector.matches(m.metric(), m.labels())) {
                found.add(UTF_8.decode(m.outOfTurn().payload().slice()).toString());
              }
            });
    return found;
  }

  private static final class Recorder implements Subscriber {
    private final List<String> changed = new ArrayList<>();
    private boolean asked;

    @Override
    public boolean changed(Series series, Message message) {
      changed.add(series.toString());
      return ask();
    }

    @Override
    public boolean lineAdded() {
      changed.add("line");
      return ask();
    }

    @Override
    public void restarted() {
      changed.add("restarted");
    }

    @Override
    public void flush() {
      changed.add("flush");
      asked = false;
    }

    private boolean ask() {
      boolean first = !asked;
      asked = true;
      return first;
    }
  }
}
