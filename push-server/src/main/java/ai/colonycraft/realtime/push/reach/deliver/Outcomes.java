package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Outcomes on their way to the topic {@code outbox}: each is written again until Kafka has
 * confirmed it. For the dispatcher's thread.
 */
final class Outcomes {

  private record Written(Sent sent, boolean isConfirmed) {}

  private final Publisher publisher;
  private final String topic;

  /** What Kafka has not confirmed, by the id; at most one of each message. */
  private final Map<String, Sent> unconfirmed = new LinkedHashMap<>();

  private final Set<String> underWay = new HashSet<>();
  private final Queue<Written> answers = new ConcurrentLinkedQueue<>();

  Outcomes(Publisher publisher, String topic) {
    this.publisher = publisher;
    this.topic = topic;
  }

  /** An outcome that {@link #write} is to write. */
  void add(Sent sent) {
    unconfirmed.put(sent.id(), sent);
  }

  /** What Kafka may not have yet. */
  Collection<Sent> unconfirmed() {
    return List.copyOf(unconfirmed.values());
  }

  /** Whether Kafka has all of them. */
  boolean areConfirmed() {
    takeAnswers();
    return unconfirmed.isEmpty();
  }

  /** Begins to write what is not confirmed and not under way. Returns at once. */
  void write() {
    takeAnswers();
    for (Sent one : unconfirmed()) {
      if (underWay.add(one.id())) {
        publisher
            .publish(List.of(new Outgoing(topic, one.id(), one.json())))
            .whenComplete((done, failure) -> answers.add(new Written(one, failure == null)));
      }
    }
  }

  private void takeAnswers() {
    for (Written one = answers.poll(); one != null; one = answers.poll()) {
      underWay.remove(one.sent().id());
      if (one.isConfirmed()) {
        unconfirmed.remove(one.sent().id(), one.sent());
      }
    }
  }
}
