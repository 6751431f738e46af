package ai.colonycraft.realtime.push.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one client missed of the notifications, read a few at a time: it holds a place and no copy,
 * so that a client which does not read costs no memory. What changes meanwhile is read as it is
 * when its turn comes. Used with the lock of {@link Notifications} held.
 */
public final class Replay {

  /** Length at which a part ends, in bytes. */
  private static final int PART_BYTES = 64 * 1024;

  private record Event(long sequence, KnownNotification of, boolean isState) {}

  private static final Comparator<Event> FIRST_ONES = Comparator.comparingLong(Event::sequence);

  private final String refusal;
  private final long since;
  private final long forgottenBefore;
  private final LongPredicate received;
  private final boolean whole;
  private final Visibility visibility;

  /** Of a topic without an order, whose records have no places. */
  private final List<KnownNotification> unordered;

  private long at;
  private boolean eventsEnded;
  private boolean ended;

  /** Of the notifications whose actions follow the events; null until these are read. */
  private Deque<String> actionsOf;

  private Replay(
      String refusal,
      long since,
      long forgotten,
      LongPredicate received,
      boolean whole,
      List<KnownNotification> unordered,
      Visibility visibility) {
    this.refusal = refusal;
    this.since = since;
    this.at = unordered.isEmpty() ? since : 0;
    this.forgottenBefore = forgotten;
    this.received = received;
    this.whole = whole;
    this.unordered = unordered;
    this.visibility = visibility;
  }

  /**
   * What came after a sequence, in order.
   *
   * @param forgotten sequence up to which not all is kept
   * @param refusal why this may be not all of it; null if it is
   * @param received whether the client received new ones at a sequence all the same
   */
  static Replay after(
      long sequence,
      long forgotten,
      String refusal,
      LongPredicate received,
      Visibility visibility) {
    return new Replay(refusal, sequence, forgotten, received, false, List.of(), visibility);
  }

  /**
   * All notifications as they are now, for a client that was in another epoch.
   *
   * @param unordered all that the client sees, if the topic has no order; otherwise empty
   */
  static Replay ofAll(
      long forgotten, String refusal, List<KnownNotification> unordered, Visibility visibility) {
    return new Replay(
        refusal, Long.MIN_VALUE, forgotten, s -> false, true, List.copyOf(unordered), visibility);
  }

  /** Why this is not just what was missed; null if it is. */
  public String refusal() {
    return refusal;
  }

  /** What the client sees. */
  Visibility visibility() {
    return visibility;
  }

  /** Whether all was read, so that events follow one by one. */
  public boolean ended() {
    return ended;
  }

  /** Whether an event that comes now is read later. */
  public boolean comesTo(Message event) {
    return !eventsEnded && event.hasSequence();
  }

  /** Whether something was forgotten before it was read, since the beginning. */
  boolean lost(long forgotten) {
    return !eventsEnded && forgotten > Math.max(at, forgottenBefore);
  }

  /**
   * Reads on in the events; empty if they were all read.
   *
   * @param known what is known now
   * @param most events at most
   * @param shown adds to a notification what this server says of it
   */
  List<Message> read(
      Collection<KnownNotification> known, int most, UnaryOperator<KnownNotification> shown) {
    List<Message> messages = new ArrayList<>();
    if (eventsEnded) {
      return messages;
    }
    if (!unordered.isEmpty()) {
      int from = (int) at;
      int to = Math.min(unordered.size(), from + most);
      unordered.subList(from, to).forEach(n -> shown.apply(n).allOfIt(messages::add));
      at = to;
      eventsEnded = to == unordered.size();
      return messages;
    }
    List<Event> next = next(known, most);
    long bytes = 0;
    for (Event event : next) {
      if (bytes > PART_BYTES) {
        return messages;
      }
      int before = messages.size();
      write(event, shown, messages::add);
      bytes +=
          messages.subList(before, messages.size()).stream()
              .mapToInt(message -> message.payload().remaining())
              .sum();
      at = event.sequence();
    }
    eventsEnded = next.size() < most;
    return messages;
  }

  /**
   * Reads on in what people did that holds, which follows the events; empty before.
   *
   * @param actedOn the notifications that somebody acted on
   * @param most messages at most
   * @param find finds a notification as it is shown to the client
   */
  List<Message> readActions(
      Stream<KnownNotification> actedOn,
      int most,
      Function<String, Optional<KnownNotification>> find) {
    if (!eventsEnded) {
      return List.of();
    }
    if (actionsOf == null) {
      actionsOf =
          actedOn
              .filter(n -> visibility.sees(n) && n.incident().isOpen())
              .map(KnownNotification::id)
              .collect(Collectors.toCollection(ArrayDeque::new));
    }
    List<Message> messages = new ArrayList<>();
    while (messages.size() < most && !actionsOf.isEmpty()) {
      find.apply(actionsOf.remove()).map(KnownNotification::asActions).ifPresent(messages::add);
    }
    ended = actionsOf.isEmpty();
    return messages;
  }

  private void write(Event event, UnaryOperator<KnownNotification> shown, Consumer<Message> to) {
    if (whole && event.isState()) {
      shown.apply(event.of()).allOfIt(to);
    } else if (!whole && event.isState()) {
      shown.apply(event.of()).stateMissedSince(since, received, to);
    } else if (!whole) {
      to.accept(event.of().asAcknowledgement());
    }
  }

  /** The first events after the place, in order. */
  private List<Event> next(Collection<KnownNotification> known, int most) {
    PriorityQueue<Event> first = new PriorityQueue<>(FIRST_ONES.reversed());
    for (KnownNotification notification : known) {
      if (!visibility.sees(notification)) {
        continue;
      }
      offer(notification, notification.state().sequence(), true, most, first);
      if (notification.acknowledgement() != null) {
        offer(notification, notification.acknowledgement().sequence(), false, most, first);
      }
    }
    List<Event> next = new ArrayList<>(first);
    next.sort(FIRST_ONES);
    return next;
  }

  private void offer(
      KnownNotification of, long sequence, boolean isState, int most, PriorityQueue<Event> first) {
    boolean isFull = first.size() == most;
    if (sequence <= at || isFull && sequence >= first.peek().sequence()) {
      return;
    }
    if (isFull) {
      first.remove();
    }
    first.add(new Event(sequence, of, isState));
  }
}
