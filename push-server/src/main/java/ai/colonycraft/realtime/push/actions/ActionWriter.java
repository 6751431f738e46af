package ai.colonycraft.realtime.push.actions;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Writes what people do about incidents to the topic {@code actions}, from where every push server
 * reads it and shows its clients. Any thread may call it.
 *
 * <p>A record has all that was done about its incident. Two people who act on one incident at the
 * same moment through two push servers can so lose the earlier of both acts; through one server
 * they can't.
 */
public final class ActionWriter {

  /** How long after an acknowledgement it can be taken back. */
  public static final Duration UNDO = Duration.ofSeconds(10);

  /** What the way of a request may take on top of {@link #UNDO}. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(3);

  /** Silences that may hold or be planned at a time. */
  static final int MOST_SILENCES = 100;

  /** Longest time of a silence. */
  static final Duration LONGEST = Duration.ofDays(31);

  /** How long this server relies on what it wrote where it has not read it yet. */
  private static final long UNREAD_MILLIS = 10_000;

  private final Notifications notifications;
  private final Publisher publisher;
  private final String topic;
  private final Clock clock;
  private final Visibility visibility;

  /** Shared by all writers of a server, and guarded by itself. */
  private final Map<String, IncidentActions> unread;

  /**
   * Takes its surroundings.
   *
   * @param notifications knows the incidents, and what was done about them
   */
  public ActionWriter(Notifications notifications, Publisher publisher, String topic, Clock clock) {
    this.notifications = notifications;
    this.publisher = publisher;
    this.topic = topic;
    this.clock = clock;
    this.visibility = Visibility.EVERYTHING;
    this.unread = new HashMap<>();
  }

  private ActionWriter(ActionWriter all, Visibility visibility) {
    this.notifications = all.notifications;
    this.publisher = all.publisher;
    this.topic = all.topic;
    this.clock = all.clock;
    this.visibility = visibility;
    this.unread = all.unread;
  }

  /** The same for somebody to whom what may not be seen is not known. */
  public ActionWriter seenBy(Visibility who) {
    return new ActionWriter(this, who);
  }

  /**
   * Acknowledges incidents; one that is acknowledged already stays as it is.
   *
   * @param ids of notifications
   * @param by who does; null if not said
   * @param note null for none
   * @return what was done, when Kafka has it
   * @throws ActionException if one of them is unknown; then nothing is written
   */
  public CompletionStage<Act> acknowledge(List<String> ids, String by, String note)
      throws ActionException {
    Act act = new Act(Act.What.ACKNOWLEDGE, by, null, note, clock.millis());
    return write(ids, actions -> actions.acknowledged().isPresent() ? actions : actions.with(act))
        .thenApply(done -> act);
  }

  /**
   * Takes acknowledgements back.
   *
   * @throws ActionException if one of them is unknown, is not acknowledged, or was so for longer
   *     than {@link #UNDO}; then nothing is written
   */
  public CompletionStage<Void> undo(List<String> ids, String by) throws ActionException {
    long now = clock.millis();
    checkKnown(ids);
    for (String id : ids) {
      Act act =
          current(id)
              .acknowledged()
              .orElseThrow(
                  () -> new ActionException(409, "not_acknowledged", id + " is not acknowledged"));
      if (now - act.timestamp() > UNDO.plus(ON_THE_WAY).toMillis()) {
        throw new ActionException(
            409,
            "too_late",
            "an acknowledgement can be taken back for "
                + UNDO.toSeconds()
                + " s; assign it instead");
      }
    }
    Act undo = new Act(Act.What.UNDO, by, null, null, now);
    return write(ids, actions -> actions.with(undo));
  }

  /**
   * Assigns incidents.
   *
   * @param to who is to handle them; null for nobody
   * @throws ActionException if one of them is unknown; then nothing is written
   */
  public CompletionStage<Void> assign(List<String> ids, String to, String by, String note)
      throws ActionException {
    Act act = new Act(Act.What.ASSIGN, by, to, note, clock.millis());
    return write(ids, actions -> actions.with(act));
  }

  /**
   * Silences incidents by labels.
   *
   * @param from epoch milliseconds
   * @param until epoch milliseconds
   * @param planned whether it is planned maintenance
   * @return the silence, when Kafka has it
   * @throws ActionException if its times are wrong, its texts are too long for a record, or there
   *     are too many silences
   */
  public CompletionStage<Silence> silence(
      Map<String, String> labels, long from, long until, String reason, String by, boolean planned)
      throws ActionException {
    long now = clock.millis();
    if (until <= from || until <= now || until - from > LONGEST.toMillis()) {
      throw new ActionException(
          400,
          "bad_times",
          "until: expected a time to come, after from and at most "
              + LONGEST.toDays()
              + " days after it");
    }
    if (notifications.silences().stream().filter(s -> s.until() > now).count() >= MOST_SILENCES) {
      throw new ActionException(
          409, "too_many", "at most " + MOST_SILENCES + " silences at a time; end one first");
    }
    String id = UUID.randomUUID().toString();
    Silence silence =
        new Silence(id, labels, from, until, reason, by, planned, now, LiveRecord.NO_SEQUENCE);
    if (silence.json().length > RecordParser.MAX_BYTES) {
      throw new ActionException(
          400,
          "too_long",
          "labels, reason and by: expected at most "
              + RecordParser.MAX_BYTES
              + " bytes of JSON together");
    }
    if (!visibility.sees(silence)) {
      throw new ActionException(
          403,
          "not_visible",
          "labels: expected those that your token is narrowed to, among others");
    }
    return publish(silence);
  }

  /**
   * Ends a silence before its time.
   *
   * @throws ActionException if there is none of this id that has not ended
   */
  public CompletionStage<Silence> endSilence(String id) throws ActionException {
    long now = clock.millis();
    Silence found =
        notifications.silences().stream()
            .filter(silence -> silence.id().equals(id) && silence.until() > now)
            .filter(visibility::sees)
            .findFirst()
            .orElseThrow(
                () -> new ActionException(404, "unknown_silence", "no silence holds as " + id));
    return publish(found.endedAt(now));
  }

  private CompletionStage<Silence> publish(Silence silence) {
    return publisher
        .publish(List.of(new Publisher.Outgoing(topic, silence.key(), silence.json())))
        .thenApply(done -> silence);
  }

  private CompletionStage<Void> write(List<String> ids, UnaryOperator<IncidentActions> change)
      throws ActionException {
    checkKnown(ids);
    long now = clock.millis();
    synchronized (unread) {
      unread.values().removeIf(actions -> now - actions.lastAt() > UNREAD_MILLIS);
      List<Publisher.Outgoing> records = new ArrayList<>();
      for (String id : ids.stream().distinct().toList()) {
        IncidentActions before = current(id);
        IncidentActions after = change.apply(before);
        if (!after.equals(before)) {
          unread.put(id, after);
          records.add(new Publisher.Outgoing(topic, id, after.json()));
        }
      }
      return publisher
          .publish(records)
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  forget(ids);
                }
              });
    }
  }

  private void checkKnown(List<String> ids) throws ActionException {
    for (String id : ids) {
      if (notifications.find(id, visibility).isEmpty()) {
        throw new ActionException(404, "unknown_notification", "no notification is known as " + id);
      }
    }
  }

  private void forget(List<String> ids) {
    synchronized (unread) {
      ids.forEach(unread::remove);
    }
  }

  /** What was done about one, with what this server wrote and has not read yet. */
  private IncidentActions current(String id) {
    synchronized (unread) {
      IncidentActions read = notifications.actions(id);
      IncidentActions written = unread.get(id);
      IncidentActions newest = written != null && written.lastAt() > read.lastAt() ? written : read;
      return newest.acts().isEmpty() ? withEarlier(newest) : newest;
    }
  }

  /** An acknowledgement that an earlier version wrote holds too. */
  private IncidentActions withEarlier(IncidentActions none) {
    return notifications
        .find(none.id())
        .map(known -> known.acknowledgement())
        .map(a -> new Act(Act.What.ACKNOWLEDGE, a.by(), null, a.note(), a.timestamp()))
        .map(none::with)
        .orElse(none);
  }
}
