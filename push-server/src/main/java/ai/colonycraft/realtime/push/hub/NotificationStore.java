package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.ActionsWithdrawal;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The newest notifications, as they are now, with what people did about them. It is bounded: the
 * notifications that came first go first. For one thread at a time; {@link Notifications} holds the
 * lock.
 */
final class NotificationStore {

  /**
   * What a record changed.
   *
   * @param notification as it was after the record; null if none is known
   * @param isNew whether its id is new
   */
  record Change(LiveRecord record, KnownNotification notification, boolean isNew) {}

  /** Boards that are kept; a further one is made when it is asked for. */
  private static final int BOARDS = 16;

  private final int limit;
  private final long limitBytes;
  private final Clock clock;
  private final PeopleActions people;
  private final Map<String, KnownNotification> known = new LinkedHashMap<>();
  private final Map<String, Acknowledgement> early = new LinkedHashMap<>();

  /** Of what somebody sees, those that were asked for last; none is older than a notification. */
  private final Map<Visibility, KnownBoard> boards = new LinkedHashMap<>(16, 0.75f, true);

  private long completeAfter = Long.MAX_VALUE;
  private long bytes;

  /** Takes its limits, as {@link Notifications#Notifications} does. */
  NotificationStore(int limit, long limitBytes, Clock clock) {
    this.limit = limit;
    this.limitBytes = limitBytes;
    this.clock = clock;
    this.people = new PeopleActions(limit, limitBytes);
  }

  /** Forgets the notifications, since their topic is read anew from a sequence on. */
  void begin(long before) {
    boards.clear();
    known.clear();
    early.clear();
    bytes = 0;
    completeAfter = before == LiveRecord.NO_SEQUENCE ? Long.MAX_VALUE : before;
  }

  /** Forgets what people did, since their topic is read anew. */
  void forgetActions() {
    people.clear();
  }

  /** What changed; empty if nothing did. */
  Optional<Change> take(Notice notice) {
    KnownNotification before = known.get(notice.id());
    if (before != null && before.says(notice.json())) {
      return Optional.empty(); // A job that was restarted publishes it again.
    }
    KnownNotification now =
        before == null
            ? KnownNotification.first(notice, early.remove(notice.id()))
            : before.with(notice);
    // Before anything is kept: one that can't be written must not be listed either.
    now.asUpdate();
    known.put(notice.id(), now);
    boards.clear();
    bytes += notice.json().length() - (before == null ? 0 : before.state().json().length());
    while (known.size() > limit || bytes > limitBytes && known.size() > 1) {
      KnownNotification oldest = known.values().iterator().next();
      completeAfter = Math.max(completeAfter, oldest.lastSequence());
      forget(oldest.id());
    }
    return Optional.of(new Change(notice, now, before == null));
  }

  /** What changed; empty if its notification is not known, for which it is kept then. */
  Optional<Change> take(Acknowledgement acknowledgement) {
    KnownNotification before = known.get(acknowledgement.id());
    if (before == null) {
      // A later state of the notification may have displaced the one that was acknowledged.
      early.put(acknowledgement.id(), acknowledgement);
      if (early.size() > limit) {
        early.remove(early.keySet().iterator().next());
      }
      return Optional.empty();
    }
    KnownNotification now = before.with(acknowledgement);
    known.put(now.id(), now);
    return Optional.of(new Change(acknowledgement, now, false));
  }

  /** What changed. */
  Change take(IncidentActions actions) {
    people.take(actions);
    return new Change(actions, known.get(actions.id()), false);
  }

  /** What changed. */
  Change take(Silence silence) {
    people.take(silence);
    return new Change(silence, null, false);
  }

  void take(ActionsWithdrawal withdrawal) {
    people.take(withdrawal);
  }

  /** Forgets a notification, or, if it is the key of an acknowledgement, that one. */
  void retract(String key) {
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
    boards.clear();
    bytes -= gone == null ? 0 : gone.state().json().length();
  }

  /** The sequence after which nothing was forgotten. */
  long completeAfter() {
    return completeAfter;
  }

  /** One of them as it is shown to somebody, if it is known and they may see it. */
  Optional<KnownNotification> find(String id, Visibility who) {
    return Optional.ofNullable(known.get(id)).filter(who::sees).map(one -> shown(one, who));
  }

  /** All of them, those that came first come first, without what is added to them. */
  Collection<KnownNotification> all() {
    return known.values();
  }

  /** One with what this server adds to it for somebody who may see it. */
  KnownNotification shown(KnownNotification one, Visibility who) {
    return Surroundings.of(one, knownBoard(who), people, clock.millis(), who);
  }

  /** As {@link Notifications#newestIds}. */
  List<String> newestIds(int most, long since, Visibility who, Predicate<Incident> which) {
    Board board = board(who);
    List<KnownNotification> all = new ArrayList<>(known.values());
    List<String> found = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      KnownNotification one = all.get(i);
      if (one.changedAfter(since)
          && who.sees(one)
          && which.test(board.shown(one.id()).orElse(one.incident()))) {
        found.add(one.id());
      }
    }
    return found;
  }

  /** What belongs together at present of what somebody may see. */
  Board board(Visibility who) {
    return knownBoard(who).board();
  }

  private KnownBoard knownBoard(Visibility who) {
    KnownBoard found = boards.get(who);
    if (found == null) {
      Board board =
          Board.of(
              known.values().stream().filter(who::sees).map(KnownNotification::incident).toList());
      found = new KnownBoard(board, known::get);
      boards.put(who, found);
      if (boards.size() > BOARDS) {
        boards.remove(boards.keySet().iterator().next());
      }
    }
    return found;
  }

  /** What people did. */
  PeopleActions people() {
    return people;
  }
}
