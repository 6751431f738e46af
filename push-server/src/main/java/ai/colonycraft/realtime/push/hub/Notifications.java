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
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

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
  private final int limit;
  private final long limitBytes;
  private final Map<String, KnownNotification> known = new LinkedHashMap<>();
  private final Map<String, Acknowledgement> early = new LinkedHashMap<>();
  private final PeopleActions people;
  private final Clock clock;
  private final List<Event> events = new ArrayList<>();
  private Board board = Board.EMPTY;
  private Board published = Board.EMPTY;
  private boolean boardIsOld;
  private final Set<NotificationSubscriber> subscribers = ConcurrentHashMap.newKeySet();
  private StreamPosition place = StreamPosition.NOWHERE;
  private boolean loaded;
  private long completeAfter = Long.MAX_VALUE;
  private long bytes;
  private boolean news;

  /**
   * Takes its limits; the notifications that came first go first.
   *
   * @param limit notifications kept
   * @param limitBytes their JSON, in characters
   * @param clock says which silences hold
   */
  public Notifications(int limit, long limitBytes, PushMetrics metrics, Clock clock) {
    this.people = new PeopleActions(limit);
    this.clock = clock;
    this.skipped = new SkippedRecords(metrics);
    this.limit = limit;
    this.limitBytes = limitBytes;
  }

  @Override
  public void accept(List<LiveRecord> batch) {
    List<NotificationSubscriber> toFlush = List.of();
    synchronized (this) {
      batch.forEach(record -> skipped.take(record, this::take));
      publishEvents();
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
  public synchronized Optional<KnownNotification> find(String id) {
    return Optional.ofNullable(known.get(id)).map(this::inItsSurroundings);
  }

  /** What people did about one, all of it that is known. */
  public synchronized IncidentActions actions(String id) {
    return people.of(id).orElse(IncidentActions.none(id));
  }

  /** What people did about all incidents, those that changed first come first. */
  public synchronized List<IncidentActions> actions() {
    return people.all();
  }

  /**
   * The silences that are known, also those that have ended; the one that ends last comes first.
   */
  public synchronized List<Silence> silences() {
    return people.silences();
  }

  /** What belongs together at present. */
  public synchronized Board board() {
    if (boardIsOld) {
      boardIsOld = false;
      board = Board.of(known.values().stream().map(KnownNotification::incident).toList());
    }
    return board;
  }

  /**
   * The newest, newest first.
   *
   * @param most of them at most
   * @param since only what came, changed or was acknowledged after this sequence
   */
  public List<KnownNotification> newest(int most, long since) {
    return newest(most, since, n -> true);
  }

  /**
   * The newest of some, newest first.
   *
   * @param most of them at most
   * @param since only what came, changed or was acknowledged after this sequence
   * @param which is called with the lock held
   */
  public synchronized List<KnownNotification> newest(
      int most, long since, Predicate<Incident> which) {
    List<KnownNotification> all = new ArrayList<>(known.values());
    List<KnownNotification> found = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      KnownNotification one = all.get(i);
      if (one.changedAfter(since) && which.test(board().shown(one.id()).orElse(one.incident()))) {
        found.add(inItsSurroundings(one));
      }
    }
    return found;
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
    if (replay.lost(completeAfter)) {
      return new Part(List.of(), false, true, place);
    }
    List<Message> messages =
        new ArrayList<>(replay.read(known.values(), most, this::inItsSurroundings));
    if (replay.ended()) {
      // Actions have no place among the notifications, so those that hold are sent again.
      shown(n -> replay.sees(n) && n.incident().isOpen() && people.of(n.id()).isPresent())
          .map(KnownNotification::asActions)
          .forEach(messages::add);
    }
    return new Part(messages, replay.ended(), false, place);
  }

  /** What a client missed that has a place; called with the lock held. */
  private Replay since(long sequence, String epoch, LongPredicate received, Visibility visibility) {
    if (!place.isKnown()) {
      List<KnownNotification> visible = known.values().stream().filter(visibility::sees).toList();
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
      take(notice);
      place = place.at(notice.sequence());
    } else if (record instanceof Acknowledgement acknowledgement) {
      take(acknowledgement);
      place = place.at(acknowledgement.sequence());
    } else if (record instanceof Retraction retraction) {
      retract(retraction.key());
      place = place.at(retraction.sequence());
    } else if (record instanceof IncidentActions actions) {
      people.take(actions);
      events.add(new Event(record, known.get(actions.id()), false));
    } else if (record instanceof Silence silence) {
      people.take(silence);
      events.add(new Event(record, null, false));
    } else if (record instanceof ActionsWithdrawal withdrawal) {
      people.take(withdrawal);
    } else if (record instanceof StreamEvent event && event.stream() == Stream.NOTIFICATIONS) {
      take(event);
    } else if (record instanceof StreamEvent.Began began && began.stream() == Stream.ACTIONS) {
      people.clear();
    }
  }

  private void take(Notice notice) {
    KnownNotification before = known.get(notice.id());
    if (before != null && before.says(notice.json())) {
      return; // A job that was restarted publishes it again.
    }
    KnownNotification now =
        before == null
            ? KnownNotification.first(notice, early.remove(notice.id()))
            : before.with(notice);
    // Before anything is kept: one that can't be written must not be listed either.
    now.asUpdate();
    known.put(notice.id(), now);
    boardIsOld = true;
    bytes += notice.json().length() - (before == null ? 0 : before.state().json().length());
    while (known.size() > limit || bytes > limitBytes && known.size() > 1) {
      KnownNotification oldest = known.values().iterator().next();
      completeAfter = Math.max(completeAfter, oldest.lastSequence());
      forget(oldest.id());
    }
    events.add(new Event(notice, now, before == null));
  }

  private void take(Acknowledgement acknowledgement) {
    KnownNotification before = known.get(acknowledgement.id());
    if (before == null) {
      // A later state of the notification may have displaced the one that was acknowledged.
      early.put(acknowledgement.id(), acknowledgement);
      if (early.size() > limit) {
        early.remove(early.keySet().iterator().next());
      }
      return;
    }
    KnownNotification now = before.with(acknowledgement);
    known.put(now.id(), now);
    events.add(new Event(acknowledgement, now, false));
  }

  private void retract(String key) {
    if (key.startsWith(Acknowledgement.KEY_PREFIX)) {
      String id = key.substring(Acknowledgement.KEY_PREFIX.length());
      early.remove(id);
      known.computeIfPresent(id, (i, n) -> n.with((Acknowledgement) null));
    } else {
      forget(key);
    }
  }

  private void forget(String id) {
    KnownNotification gone = known.remove(id);
    boardIsOld = true;
    bytes -= gone == null ? 0 : gone.state().json().length();
  }

  private void take(StreamEvent event) {
    publishEvents();
    if (event instanceof StreamEvent.Began began) {
      boardIsOld = true;
      known.clear();
      early.clear();
      bytes = 0;
      loaded = false;
      place = new StreamPosition(began.epoch(), began.before());
      completeAfter = began.before() == LiveRecord.NO_SEQUENCE ? Long.MAX_VALUE : began.before();
    } else if (event instanceof StreamEvent.Loaded) {
      loaded = true;
      news = true;
      published = board();
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
  private void publishEvents() {
    List<Event> happened = List.copyOf(events);
    events.clear();
    if (!loaded || happened.isEmpty()) {
      return;
    }
    Set<String> regarded = new LinkedHashSet<>();
    for (Event event : happened) {
      skipped.take(event.record(), record -> publish(event, regarded));
    }
    for (String id : regarded) {
      // It is another one since one of its parts is.
      find(id).ifPresent(whole -> publish(whole, whole.asChanged(), false));
    }
    for (Group group : board().changedSince(published)) {
      publish(v -> v.sees(group), GroupMessage.of(group), false);
    }
    published = board();
  }

  private void publish(Event event, Set<String> regarded) {
    if (event.record() instanceof Silence) {
      publishSilences();
      return;
    }
    if (event.notification() == null) {
      return; // Somebody acted on one that is not known here.
    }
    KnownNotification shown = inItsSurroundings(event.notification());
    shown.extras().partOf().ifPresent(regarded::add);
    if (event.record() instanceof Notice) {
      boolean isNews = event.isNew() && !shown.isPart() && !shown.isSilenced();
      publish(shown, event.isNew() ? shown.asNew() : shown.asUpdate(), isNews);
    } else if (event.record() instanceof Acknowledgement) {
      publish(shown, shown.asAcknowledgement(), false);
    } else {
      if (shown.acknowledgement() != null) {
        publish(shown, shown.asAcknowledgement(), false);
      }
      publish(shown, shown.asActions(), false);
    }
  }

  private void publishSilences() {
    List<Silence> all = people.silences();
    Message message = GroupMessage.ofSilences(all);
    news = true;
    skipped.each(
        subscribers,
        subscriber ->
            subscriber.publish(
                subscriber.visibility().isEverything()
                    ? message
                    : GroupMessage.ofSilences(
                        all.stream().filter(subscriber.visibility()::sees).toList()),
                false));
  }

  private void publish(KnownNotification about, Message message, boolean isNew) {
    publish(visibility -> visibility.sees(about), message, isNew);
  }

  private void publish(Predicate<Visibility> whoSees, Message message, boolean isNew) {
    news = true;
    skipped.each(
        subscribers,
        subscriber -> {
          if (whoSees.test(subscriber.visibility())) {
            subscriber.publish(message, isNew);
          }
        });
  }

  private java.util.stream.Stream<KnownNotification> shown(Predicate<KnownNotification> which) {
    return List.copyOf(known.values()).stream().filter(which).map(this::inItsSurroundings);
  }

  private KnownNotification inItsSurroundings(KnownNotification one) {
    return Surroundings.of(one, board(), people, known::get, clock.millis());
  }

  /**
   * What a record changed.
   *
   * @param notification as it was after the record; null if none is known
   * @param isNew whether its id is new
   */
  private record Event(LiveRecord record, KnownNotification notification, boolean isNew) {}

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
