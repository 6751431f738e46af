package ai.colonycraft.realtime.push.reach.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was sent, as the topic {@code outbox} has it: each message is claimed before it is sent, and
 * its outcome is written after. For one thread.
 *
 * <p>What was accepted is not sent again. A claim without an outcome may have been sent or not: its
 * server was killed, or lost Kafka. It is sent again under the same id after {@link #CLAIM}.
 */
public final class Outbox {

  /** Messages known at most; those that changed first are forgotten first. */
  static final int MOST = 100_000;

  /** How long an outcome is waited for; a {@link Way} takes less. */
  public static final Duration CLAIM = Duration.ofSeconds(15);

  private final Map<String, Sent> byId = new LinkedHashMap<>();
  private final Map<String, Map<String, Sent>> byAbout = new LinkedHashMap<>();

  /** What is known of a message; empty if nobody claimed it. */
  public Optional<Sent> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** What is known of the messages about an incident, or another key. */
  public Collection<Sent> about(String about) {
    return List.copyOf(byAbout.getOrDefault(about, Map.of()).values());
  }

  /** The incidents and other keys about which messages are known. */
  public List<String> abouts() {
    return new ArrayList<>(byAbout.keySet());
  }

  /** Takes a record, unless a later one is known. Returns whether it was taken. */
  boolean take(Sent sent) {
    Sent before = byId.get(sent.id());
    if (before != null && !sent.isAfter(before)) {
      return false;
    }
    remove(sent.id());
    byId.put(sent.id(), sent);
    byAbout.computeIfAbsent(sent.about(), about -> new LinkedHashMap<>()).put(sent.id(), sent);
    if (byId.size() > MOST) {
      remove(byId.keySet().iterator().next());
    }
    return true;
  }

  /** Forgets a message. */
  void remove(String id) {
    Sent gone = byId.remove(id);
    if (gone != null) {
      Map<String, Sent> others = byAbout.get(gone.about());
      others.remove(id);
      if (others.isEmpty()) {
        byAbout.remove(gone.about());
      }
    }
  }

  /** Forgets everything, since the topic is read anew. */
  void clear() {
    byId.clear();
    byAbout.clear();
  }

  /** Whether a message is to be sent now. */
  boolean isDue(String id, Instant now) {
    Sent sent = byId.get(id);
    if (sent == null) {
      return true;
    }
    return switch (sent.state()) {
      case ACCEPTED, REFUSED -> false;
      case CLAIMED -> !now.isBefore(sent.at().plus(CLAIM));
      case LATER -> !now.isBefore(sent.retryAt());
    };
  }
}
