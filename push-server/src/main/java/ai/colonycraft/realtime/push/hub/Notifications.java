package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.ActionsWithdrawal;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Retraction;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.hub.NotificationStore.Change;
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Knows the newest notifications, as they are now, and notifies subscribers of each that comes,
 * that changes, or that is acknowledged.
 *
 * <p>They are few and none may be lost or sent twice, so one lock makes each step whole: whoever
 * {@link #open opens} gets what there was, and from then on every event. Nobody is sent anything
 * while the topic is being loaded.
 */
public final class Notifications implements LiveListener {

  private final SkippedRecords skipped;
  private final NotificationStore store;
  private final List<Change> changes = new ArrayList<>();
  private final Set<NotificationSubscriber> subscribers = ConcurrentHashMap.newKeySet();
  private Board published = Board.EMPTY;
  private StreamPosition place = StreamPosition.NOWHERE;
  private boolean loaded;
  private boolean news;
  private long version;

  /**
   * Takes its limits; the notifications that came first go first.
   *
   * @param limit notifications kept
   * @param limitBytes their JSON, in characters
   * @param clock says which silences hold
   */
  public Notifications(int limit, long limitBytes, PushMetrics metrics, Clock clock) {
    this.store = new NotificationStore(limit, limitBytes, clock);
    this.skipped = new SkippedRecords(metrics);
  }

  @Override
  public void accept(List<LiveRecord> batch) {
    List<NotificationSubscriber> toFlush = List.of();
    synchronized (this) {
      version++;
      batch.forEach(record -> skipped.take(record, this::take));
      publishChanges();
      if (news) {
        news = false;
        toFlush = List.copyOf(subscribers);
      }
    }
    skipped.each(toFlush, NotificationSubscriber::flush);
  }

  /**
   * From now on the subscriber gets every event; before that, what it missed. If the topic is still
   * being loaded that happens later.
   */
  public synchronized void open(NotificationSubscriber subscriber) {
    subscribers.add(subscriber);
    if (loaded) {
      begin(subscriber);
    }
  }

  /** Takes {@link #open} back. */
  public synchronized void close(NotificationSubscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** Whether what Kafka held at the start has been read. */
  public synchronized boolean loaded() {
    return loaded;
  }

  /** How far it has come. */
  public synchronized StreamPosition place() {
    return place;
  }

  /** One of them, if it is known. */
  public Optional<KnownNotification> find(String id) {
    return find(id, Visibility.EVERYTHING);
  }

  /**
   * One of them as somebody sees it, if it is known and they may see it: what this server adds says
   * nothing of what they may not see.
   */
  public synchronized Optional<KnownNotification> find(String id, Visibility who) {
    return store.find(id, who);
  }

  /** What people did about one, all of it that is known. */
  public synchronized IncidentActions actions(String id) {
    return store.people().of(id).orElse(IncidentActions.none(id));
  }

  /** What people did about all incidents, those that changed first come first. */
  public synchronized List<IncidentActions> actions() {
    return store.people().all();
  }

  /**
   * The silences that are known, also those that have ended; the one that ends last comes first.
   */
  public synchronized List<Silence> silences() {
    return store.people().silences();
  }

  /**
   * When the last silence ended that held for an incident; empty if none did, or none is over.
   *
   * @param now epoch milliseconds
   */
  public synchronized Optional<Long> lastSilenceEnd(Incident incident, long now) {
    return store.people().lastEnd(incident, now);
  }

  /** What belongs together at present of what somebody may see. */
  public synchronized Board board(Visibility who) {
    return store.board(who);
  }

  /**
   * The newest, newest first.
   *
   * @param most of them at most
   * @param since only what came, changed or was acknowledged after this sequence
   */
  public synchronized List<KnownNotification> newest(int most, long since) {
    return newestIds(most, since, Visibility.EVERYTHING, n -> true).stream()
        .flatMap(id -> find(id).stream())
        .toList();
  }

  /**
   * The ids of the newest of some, newest first. Each can be {@link #find found} when it is needed:
   * a list of ids takes little memory, whatever becomes of the notifications.
   *
   * @param most of them at most
   * @param since only what came, changed or was acknowledged after this sequence
   * @param who sees them
   * @param which of those that they may see; called with the lock held
   */
  public synchronized List<String> newestIds(
      int most, long since, Visibility who, Predicate<Incident> which) {
    return store.newestIds(most, since, who, which);
  }

  /** Grows with each change: while it is the same, so is what is known. */
  public synchronized long version() {
    return version;
  }

  /** Subscribers at present. */
  public synchronized int subscribers() {
    return subscribers.size();
  }

  /**
   * Reads on in what a client missed. After the last part every event follows.
   *
   * @param most events at most
   */
  public synchronized Part read(Replay replay, int most) {
    if (replay.lost(store.completeAfter())) {
      return new Part(List.of(), false, true, place);
    }
    Visibility who = replay.visibility();
    List<Message> messages =
        new ArrayList<>(replay.read(store.all(), most, one -> store.shown(one, who)));
    if (messages.isEmpty()) {
      // Actions have no place among the notifications, so those that hold are sent again.
      messages.addAll(
          replay.readActions(
              store.all().stream().filter(n -> store.people().of(n.id()).isPresent()),
              most,
              id -> store.find(id, who)));
    }
    return new Part(messages, replay.ended(), false, place);
  }

  /** What a client missed that has a place; called with the lock held. */
  private Replay since(long sequence, String epoch, LongPredicate received, Visibility visibility) {
    long completeAfter = store.completeAfter();
    if (!place.isKnown()) {
      List<KnownNotification> visible = store.all().stream().filter(visibility::sees).toList();
      return Replay.ofAll(completeAfter, "no_order", visible, visibility);
    }
    if (epoch == null ? sequence > place.sequence() : !epoch.equals(place.epoch())) {
      return Replay.ofAll(completeAfter, "other_epoch", List.of(), visibility);
    }
    String refusal = sequence < completeAfter ? "too_far_back" : null;
    return Replay.after(sequence, completeAfter, refusal, received, visibility);
  }

  private void take(LiveRecord record) {
    if (record instanceof Notice notice) {
      store.take(notice).ifPresent(changes::add);
      place = place.at(notice.sequence());
    } else if (record instanceof Acknowledgement acknowledgement) {
      store.take(acknowledgement).ifPresent(changes::add);
      place = place.at(acknowledgement.sequence());
    } else if (record instanceof Retraction retraction) {
      store.retract(retraction.key());
      place = place.at(retraction.sequence());
    } else if (record instanceof IncidentActions actions) {
      changes.add(store.take(actions));
    } else if (record instanceof Silence silence) {
      changes.add(store.take(silence));
    } else if (record instanceof ActionsWithdrawal withdrawal) {
      store.take(withdrawal);
    } else if (record instanceof StreamEvent event && event.stream() == Stream.NOTIFICATIONS) {
      take(event);
    } else if (record instanceof StreamEvent.Began began && began.stream() == Stream.ACTIONS) {
      store.forgetActions();
    }
  }

  private void take(StreamEvent event) {
    publishChanges();
    if (event instanceof StreamEvent.Began began) {
      store.begin(began.before());
      loaded = false;
      place = new StreamPosition(began.epoch(), began.before());
    } else if (event instanceof StreamEvent.Loaded) {
      loaded = true;
      news = true;
      published = store.board(Visibility.EVERYTHING);
      skipped.each(subscribers, this::begin);
    }
    // A gap is nothing missing: compaction keeps the last state of each, and that is what is sent.
  }

  private void begin(NotificationSubscriber subscriber) {
    subscriber.begin(
        (sequence, epoch, received) -> since(sequence, epoch, received, subscriber.visibility()),
        place);
  }

  /** Publishes what the records since the last call changed, in their order. */
  private void publishChanges() {
    List<Change> happened = List.copyOf(changes);
    changes.clear();
    if (!loaded || happened.isEmpty()) {
      return;
    }
    news = true;
    Board board = store.board(Visibility.EVERYTHING);
    subscribers.stream()
        .collect(Collectors.groupingBy(NotificationSubscriber::visibility))
        .forEach(
            (who, readers) ->
                publish(
                    happened,
                    who.isEverything() ? board.changedSince(published) : changed(happened, who),
                    new Audience(who, readers)));
    published = board;
  }

  /** Subscribers who see the same, and so get the same messages. */
  private record Audience(Visibility who, List<NotificationSubscriber> readers) {}

  /** The groups of what changed and may be seen. */
  private Collection<Group> changed(List<Change> happened, Visibility who) {
    return happened.stream()
        .map(Change::notification)
        .filter(one -> one != null && who.sees(one))
        .flatMap(one -> store.board(who).group(one.id()).stream())
        .filter(group -> group.members().size() > 1)
        .collect(Collectors.toMap(Group::id, group -> group, (one, same) -> one))
        .values();
  }

  private void publish(List<Change> happened, Collection<Group> groups, Audience to) {
    Set<String> regarded = new LinkedHashSet<>();
    for (Change change : happened) {
      skipped.take(change.record(), record -> publish(change, regarded, to));
    }
    for (String id : regarded) {
      // It is another one since one of its parts is.
      store.find(id, to.who()).ifPresent(whole -> publish(whole.asChanged(), false, to));
    }
    for (Group group : groups) {
      publish(GroupMessage.of(group), false, to);
    }
  }

  private void publish(Change change, Set<String> regarded, Audience to) {
    if (change.record() instanceof Silence) {
      List<Silence> visible = silences().stream().filter(to.who()::sees).toList();
      publish(GroupMessage.ofSilences(visible), false, to);
      return;
    }
    if (change.notification() == null || !to.who().sees(change.notification())) {
      return; // Somebody acted on one that is not known here, or it is not for these.
    }
    KnownNotification shown = store.shown(change.notification(), to.who());
    shown.extras().partOf().ifPresent(regarded::add);
    if (change.record() instanceof Notice) {
      boolean isNews = change.isNew() && !shown.isPart() && !shown.isSilenced();
      publish(change.isNew() ? shown.asNew() : shown.asUpdate(), isNews, to);
    } else if (change.record() instanceof Acknowledgement) {
      publish(shown.asAcknowledgement(), false, to);
    } else {
      if (shown.acknowledgement() != null) {
        publish(shown.asAcknowledgement(), false, to);
      }
      publish(shown.asActions(), false, to);
    }
  }

  private void publish(Message message, boolean isNew, Audience to) {
    skipped.each(to.readers(), subscriber -> subscriber.publish(message, isNew));
  }

  /**
   * A part of what a client missed.
   *
   * @param messages in the order in which they are to be sent
   * @param isLast whether there is no more
   * @param isLost whether some of it was forgotten since the replay began
   * @param place how far the client is after the last part
   */
  public record Part(
      List<Message> messages, boolean isLast, boolean isLost, StreamPosition place) {}
}
