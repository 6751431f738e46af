package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SkippedRecordsTest {

  /** No JSON at all: a record that no parser makes, and that can't be written to anybody. */
  private static final Notice BAD = new Notice("bad", "", 1);

  private final PushMetrics metrics = new PushMetrics();
  private final Notifications notifications =
      new Notifications(10, 1 << 20, metrics, Clock.systemUTC());
  private final Hub hub = new Hub(Updates.limits(10), metrics, Clock.systemUTC());
  private final List<String> received = new ArrayList<>();

  @BeforeEach
  void begin() {
    hub.accept(Updates.began("e"));
    hub.accept(Updates.loaded());
  }

  @Test
  void aNotificationThatCanNotBeShownIsSkippedAndTheOthersAreThere() {
    List<LiveRecord> batch = new ArrayList<>(Updates.began("e"));
    batch.addAll(List.of(Updates.notice("n1", "m").at(0), BAD, Updates.notice("n2", "m").at(2)));
    batch.addAll(Updates.loaded());

    notifications.accept(batch);

    assertThat(notifications.loaded()).isTrue();
    assertThat(notifications.newest(10, -1))
        .extracting(KnownNotification::id)
        .containsExactly("n2", "n1");
    assertThat(notifications.find("bad")).isEmpty();
    assertThat(metrics.skipped.sum()).isEqualTo(1);
  }

  @Test
  void aSubscriberOfNotificationsThatFailsKeepsNothingFromTheOthers() {
    notifications.accept(Updates.began("e"));
    notifications.accept(Updates.loaded());
    notifications.open(new Notified(true));
    notifications.open(new Notified(false));
    notifications.open(new Notified(true));

    notifications.accept(List.of(Updates.notice("n1", "m").at(0)));

    assertThat(received).containsExactly("published", "flushed");
    assertThat(metrics.skipped.sum()).isZero();
  }

  @Test
  void aSubscriberOfMetricsThatFailsKeepsNothingFromTheOthers() {
    for (boolean fails : new boolean[] {true, false, true}) {
      hub.subscribe(new Selector("m", Map.of()), new Watching(fails));
    }

    hub.accept(List.of(Updates.total("m", 1).at(0)));
    hub.accept(List.of(Updates.total("m", 2).at(1)));

    assertThat(received).containsExactly("changed", "flushed", "changed", "flushed");
    assertThat(metrics.skipped.sum()).isZero();
  }

  private void receive(boolean fails, String what) {
    if (fails) {
      throw new IllegalStateException("this client fails");
    }
    received.add(what);
  }

  private final class Notified implements NotificationSubscriber {
    private final boolean fails;

    Notified(boolean fails) {
      this.fails = fails;
    }

    @Override
    public Visibility visibility() {
      return Visibility.EVERYTHING;
    }

    @Override
    public void begin(History history, StreamPosition place) {}

    @Override
    public void publish(Message message, boolean isNew) {
      receive(fails, "published");
    }

    @Override
    public void flush() {
      receive(fails, "flushed");
    }
  }

  private final class Watching implements Subscriber {
    private final boolean fails;

    Watching(boolean fails) {
      this.fails = fails;
    }

    @Override
    public boolean changed(Series series, Message message) {
      receive(fails, "changed");
      return true;
    }

    @Override
    public boolean lineAdded() {
      return false;
    }

    @Override
    public void restarted() {}

    @Override
    public void flush() {
      receive(fails, "flushed");
    }
  }
}
