package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.oncall.OnCall;
import ai.colonycraft.realtime.push.reach.people.Device;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes deliveries of the notices that are due, from the present state of the incidents. */
public final class NoticeSource implements Source {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Somebody on duty whom no way reaches; so that it is counted and known, once. */
  private static final class NoWay implements Way {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public boolean reaches(Person person) {
      return false;
    }

    @Override
    public CompletionStage<Outcome> send(Notice notice, Person person) {
      return CompletableFuture.completedFuture(
          Outcome.refused("no device and no address reaches " + person.id()));
    }
  }

  private static final Way NO_WAY = new NoWay();

  private final Notifications notifications;
  private final People people;
  private final Supplier<OnCall> policy;
  private final PageWay page;
  private final Route route;

  /**
   * Takes what it reads.
   *
   * @param policy what holds now; asked at each look
   * @param page the first way, before the others
   * @param others in the order in which they are tried
   * @param metrics begins with zero for each of the ways; has no series without another one
   */
  public NoticeSource(
      Notifications notifications,
      People people,
      Supplier<OnCall> policy,
      PageWay page,
      List<Way> others,
      DeliveryMetrics metrics) {
    List<Way> ways = Stream.concat(Stream.of(page), others.stream()).toList();
    if (!others.isEmpty()) {
      metrics.begin(Stream.concat(Stream.of(NO_WAY), ways.stream()).map(Way::name).toList());
    }
    this.notifications = notifications;
    this.people = people;
    this.policy = policy;
    this.page = page;
    this.route = new Route(ways);
  }

  @Override
  public boolean take(String key, byte[] value) {
    return page.take(key, value);
  }

  @Override
  public List<Delivery> due(Predicate<String> owns, Outbox outbox, Instant now) {
    List<Delivery> due = new ArrayList<>();
    if (!notifications.loaded() || !people.isLoaded()) {
      return due;
    }
    Board board = notifications.board(Visibility.EVERYTHING);
    Collection<Person> everybody = people.all();
    DueNotices notices = new DueNotices(policy.get());
    // Once for each group: one may have as many members as there are incidents.
    Map<String, List<IncidentView>> groups = new HashMap<>();
    for (Incident incident : board.shown()) {
      Collection<Sent> sent = outbox.about(incident.id());
      if (owns.test(incident.id()) && (incident.isOpen() || !sent.isEmpty())) {
        List<IncidentView> group =
            board
                .group(incident.id())
                .map(of -> groups.computeIfAbsent(of.id(), id -> views(of, board, now)))
                .orElse(List.of());
        add(notices, incident, board, group, everybody, sent, now, due);
      }
    }
    return due;
  }

  private void add(
      DueNotices notices,
      Incident incident,
      Board board,
      List<IncidentView> group,
      Collection<Person> everybody,
      Collection<Sent> sent,
      Instant now,
      List<Delivery> due) {
    Optional<KnownNotification> known = notifications.find(incident.id());
    if (known.isEmpty()) {
      return; // Forgotten since the board was made.
    }
    view(incident, board, group, now)
        .map(view -> notices.of(view, everybody, sent, now))
        .orElse(List.of())
        .forEach(wanted -> delivery(wanted, known.get(), sent, now).ifPresent(due::add));
  }

  private List<IncidentView> views(Group group, Board board, Instant now) {
    return group.members().stream()
        .flatMap(member -> view(member, board, List.of(), now).stream())
        .toList();
  }

  private Optional<IncidentView> view(
      Incident incident, Board board, List<IncidentView> group, Instant now) {
    List<Act> undone = new ArrayList<>();
    addUndone(incident, undone);
    board.parts(incident.id()).forEach(part -> addUndone(part, undone));
    long begin = incident.begin();
    long undo = undone.stream().mapToLong(Act::timestamp).max().orElse(begin);
    long silence = notifications.lastSilenceEnd(incident, now.toEpochMilli()).orElse(begin);
    return notifications
        .find(incident.id())
        .map(
            known ->
                new IncidentView(
                    incident,
                    Optional.ofNullable(known.acknowledgement()),
                    known.isSilenced(),
                    undone.size(),
                    Instant.ofEpochMilli(Math.max(begin, Math.max(undo, silence))),
                    group));
  }

  private void addUndone(Incident incident, List<Act> undone) {
    notifications.actions(incident.id()).acts().stream()
        .filter(act -> act.what() == Act.What.UNDO)
        .forEach(undone::add);
  }

  private Optional<Delivery> delivery(
      Wanted wanted, KnownNotification known, Collection<Sent> sent, Instant now) {
    Optional<Person> found = people.find(wanted.person());
    Person person = found.orElse(Person.of(wanted.person()));
    if (!person.visibility().sees(known.shown())) {
      person = Person.of(wanted.person()); // Nothing of it may reach the person's devices.
    }
    Optional<Way> way = route.next(wanted, person, sent, now);
    if (way.isEmpty() && !mattersThatNobody(wanted, person)) {
      return Optional.empty();
    }
    return deliveryBy(way.orElse(NO_WAY), wanted, known, person);
  }

  /** A phone with the app follows the stream by itself; whether it does is not known here. */
  private static boolean mattersThatNobody(Wanted wanted, Person person) {
    return wanted.isDuty() && person.devices().stream().noneMatch(Device.Android.class::isInstance);
  }

  private static Optional<Delivery> deliveryBy(
      Way way, Wanted wanted, KnownNotification known, Person person) {
    if (!way.takes(wanted.kind())) {
      return Optional.empty();
    }
    Incident incident = known.shown();
    String id = Notice.id(incident.id(), wanted.kind(), wanted.step(), wanted.person(), way.name());
    Notice notice =
        new Notice(
            id, wanted.kind(), incident, message(known), wanted.step(), wanted.by(), wanted.due());
    return Optional.of(
        new Delivery(
            id,
            incident.id(),
            wanted.kind().label(),
            wanted.step(),
            wanted.person(),
            way.name(),
            wanted.due(),
            () -> way.send(notice, person)));
  }

  private static String message(KnownNotification known) {
    try {
      return JSON.readTree(known.state().json()).path("message").asText("");
    } catch (JsonProcessingException e) {
      return ""; // The feed refuses what is not JSON.
    }
  }
}
