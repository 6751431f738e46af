package ai.colonycraft.realtime.push.actions;

import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes old records of the topic {@code actions}, which is compacted and would grow for ever:
 * silences that ended long ago, and what was done about incidents that are known no more. Any push
 * server does it; that several do is harmless.
 */
public final class ActionsRetention {

  /** How long after its last act, or its end, a record is kept. */
  static final Duration KEPT = Duration.ofDays(30);

  /** Records deleted at a time. */
  static final int MOST = 1_000;

  private final Notifications notifications;
  private final Publisher publisher;
  private final String topic;
  private final Clock clock;

  /** Takes its surroundings. */
  public ActionsRetention(
      Notifications notifications, Publisher publisher, String topic, Clock clock) {
    this.notifications = notifications;
    this.publisher = publisher;
    this.topic = topic;
    this.clock = clock;
  }

  /** Deletes what is due; to be called now and then. */
  public void run() {
    if (!notifications.loaded()) {
      return; // No incident would be known.
    }
    long before = clock.millis() - KEPT.toMillis();
    Stream<String> silences =
        notifications.silences().stream()
            .filter(silence -> silence.until() < before)
            .map(silence -> silence.key());
    Stream<String> incidents =
        notifications.actions().stream()
            .filter(actions -> actions.lastAt() < before)
            .map(IncidentActions::id)
            .filter(id -> notifications.find(id).isEmpty());
    List<Publisher.Outgoing> deleted = new ArrayList<>();
    Stream.concat(silences, incidents)
        .limit(MOST)
        .forEach(key -> deleted.add(new Publisher.Outgoing(topic, key, null)));
    publisher.publish(deleted);
  }
}
