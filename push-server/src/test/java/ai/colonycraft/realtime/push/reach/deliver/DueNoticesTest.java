package ai.colonycraft.realtime.push.reach.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.oncall.OnCall;
import ai.colonycraft.realtime.push.reach.oncall.PolicyFile;
import ai.colonycraft.realtime.push.reach.people.Digests;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import ai.colonycraft.realtime.push.reach.people.QuietHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DueNoticesTest {

  private static final Instant BEGIN = Instant.parse("2026-06-01T02:00:00Z");
  private static final OnCall ON_CALL =
      PolicyFile.parse(
          "oncall.yaml",
          """
          policies:
            critical:
              match: {severity: critical}
              steps:
                - {after: 0 s, notify: [{person: ada}]}
                - {after: 5 min, notify: [{person: grace}]}
          """);

  private final DueNotices escalating = new DueNotices(ON_CALL);
  private final DueNotices plain = new DueNotices(OnCall.NONE);

  @Test
  void whoIsOnCallAndWantsItTooGetsItOnce() {
    assertThat(due(escalating, open("critical"), List.of(person("ada")), List.of(), 0))
        .extracting(Wanted::kind, Wanted::step, Wanted::person, Wanted::isDuty)
        .containsExactly(tuple(Notice.Kind.OPENED, 0, "ada", true));
  }

  @Test
  void theSecondStepComesAtItsTimeWhileNobodyAcknowledges() {
    assertThat(due(escalating, open("critical"), List.of(), List.of(), 299))
        .extracting(Wanted::person)
        .containsExactly("ada");
    assertThat(due(escalating, open("critical"), List.of(), List.of(), 300))
        .extracting(Wanted::kind, Wanted::step, Wanted::person)
        .containsExactly(
            tuple(Notice.Kind.OPENED, 0, "ada"), tuple(Notice.Kind.ESCALATED, 1, "grace"));
  }

  @Test
  void nobodyIsNotifiedOfWhatIsAcknowledgedSilencedOrOver() {
    List<Person> people = List.of(person("linus"));
    assertThat(due(escalating, acknowledged(), people, List.of(), 600)).isEmpty();
    assertThat(due(escalating, silenced(), people, List.of(), 600)).isEmpty();
    assertThat(due(escalating, over(), people, List.of(), 600)).isEmpty();
  }

  @Test
  void whoWasNotifiedIsToldByTheSameWayWhoHasIt() {
    List<Sent> sent =
        List.of(
            sent("opened", "ada", "webpush", Sent.State.ACCEPTED),
            sent("escalated", "grace", "mail", Sent.State.ACCEPTED),
            sent("opened", "linus", "webpush", Sent.State.REFUSED));

    assertThat(due(escalating, acknowledged(), List.of(), sent, 60))
        .extracting(Wanted::kind, Wanted::person, Wanted::way, Wanted::by)
        .containsExactly(
            tuple(Notice.Kind.HANDLED, "ada", Optional.of("webpush"), Optional.of("linus")),
            tuple(Notice.Kind.HANDLED, "grace", Optional.of("mail"), Optional.of("linus")));
    assertThat(due(escalating, over(), List.of(), sent, 60))
        .extracting(Wanted::kind, Wanted::person)
        .containsExactly(tuple(Notice.Kind.RESOLVED, "ada"), tuple(Notice.Kind.RESOLVED, "grace"));
  }

  /** Otherwise it could overtake the one that it replaces. */
  @Test
  void whatIsUnderWayIsWaitedForBeforeItIsReplaced() {
    List<Sent> sent = List.of(sent("opened", "ada", "webpush", Sent.State.CLAIMED));

    assertThat(due(escalating, acknowledged(), List.of(), sent, 5)).isEmpty();
    assertThat(due(escalating, acknowledged(), List.of(), sent, 60)).hasSize(1);
  }

  @Test
  void whoSawThatSomebodyHasItIsRemindedWhenThatIsTakenBack() {
    IncidentView undone =
        new IncidentView(
            incident("critical", Optional.empty()),
            Optional.empty(),
            false,
            1,
            BEGIN.plusSeconds(60),
            List.of());
    List<Sent> sent = List.of(sent("handled", "ada", "webpush", Sent.State.ACCEPTED));

    assertThat(due(plain, undone, List.of(), sent, 61))
        .extracting(Wanted::kind, Wanted::step, Wanted::person)
        .containsExactly(tuple(Notice.Kind.REMINDER, 1, "ada"));
  }

  @Test
  void quietHoursDelayWhatIsWantedAndNotWhatIsDuty() {
    Person sleeping = person("ada", false);

    assertThat(due(plain, open("critical"), List.of(sleeping), List.of(), 0)).isEmpty();
    assertThat(due(plain, open("critical"), List.of(person("ada", true)), List.of(), 0)).hasSize(1);
    assertThat(due(escalating, open("critical"), List.of(sleeping), List.of(), 0))
        .extracting(Wanted::isDuty)
        .containsExactly(true);
    // They end at seven in Berlin, three hours later.
    assertThat(due(plain, open("critical"), List.of(sleeping), List.of(), 3 * 3600 - 1)).isEmpty();
    assertThat(due(plain, open("critical"), List.of(sleeping), List.of(), 3 * 3600)).hasSize(1);
  }

  @Test
  void whatBeganLongAgoIsNoNewsAndNoStepIsSentHalfADayLate() {
    List<Person> linus = List.of(person("linus"));
    assertThat(due(plain, open("critical"), linus, List.of(), 3599)).hasSize(1);
    assertThat(due(plain, open("critical"), linus, List.of(), 3600)).isEmpty();
    assertThat(due(escalating, open("critical"), List.of(), List.of(), 12 * 3600 + 60))
        .extracting(Wanted::person)
        .containsExactly("grace");
  }

  @Test
  void ofAGroupTheFirstThatSomebodyWantsIsSentAndWhatIsMoreSevere() {
    IncidentView first = view("first", "warning", -60, true, false, false);
    IncidentView same = view("same", "warning", 0, true, false, false);
    IncidentView worse = view("worse", "critical", 0, true, false, false);
    List<Person> people = List.of(person("linus", Set.of("warning", "critical")));

    assertThat(due(plain, with(same, first, same), people, List.of(), 0)).isEmpty();
    assertThat(due(plain, with(first, first, same), people, List.of(), 0)).hasSize(1);
    assertThat(due(plain, with(worse, first, worse), people, List.of(), 0)).hasSize(1);
  }

  @Test
  void aMemberThatEndedUnseenOrIsSilencedHoldsNoOtherBack() {
    IncidentView same = view("same", "critical", 0, true, false, false);
    List<Person> people = List.of(person("linus"));
    IncidentView ended = view("ended", "critical", -60, false, false, false);
    IncidentView silenced = view("silenced", "critical", -60, true, true, false);
    IncidentView taken = view("taken", "critical", -60, true, false, true);

    assertThat(due(plain, with(same, ended, same), people, List.of(), 0)).hasSize(1);
    assertThat(due(plain, with(same, silenced, same), people, List.of(), 0)).hasSize(1);
    assertThat(due(plain, with(same, taken, same), people, List.of(), 0)).isEmpty();
    assertThat(due(escalating, with(same, taken, same), List.of(), List.of(), 600)).isEmpty();
  }

  private static List<Wanted> due(
      DueNotices notices,
      IncidentView view,
      List<Person> people,
      List<Sent> sent,
      long secondsAfter) {
    return notices.of(view, people, sent, BEGIN.plusSeconds(secondsAfter));
  }

  private static IncidentView open(String type) {
    return new IncidentView(
        incident(type, Optional.empty()), Optional.empty(), false, 0, BEGIN, List.of());
  }

  private static IncidentView acknowledged() {
    return new IncidentView(
        incident("critical", Optional.empty()),
        Optional.of(acknowledgement()),
        false,
        0,
        BEGIN,
        List.of());
  }

  private static IncidentView silenced() {
    return new IncidentView(
        incident("critical", Optional.empty()), Optional.empty(), true, 0, BEGIN, List.of());
  }

  private static IncidentView over() {
    return new IncidentView(
        incident("critical", Optional.of(BEGIN.plusSeconds(30).toEpochMilli())),
        Optional.empty(),
        false,
        0,
        BEGIN,
        List.of());
  }

  private static IncidentView with(IncidentView view, IncidentView... group) {
    return new IncidentView(
        view.incident(),
        view.acknowledgement(),
        view.isSilenced(),
        view.undone(),
        view.since(),
        List.of(group));
  }

  private static IncidentView view(
      String id,
      String type,
      long after,
      boolean isOpen,
      boolean isSilenced,
      boolean isAcknowledged) {
    Instant begin = BEGIN.plusSeconds(after);
    Optional<Long> end = isOpen ? Optional.empty() : Optional.of(BEGIN.toEpochMilli());
    return new IncidentView(
        incident(id, type, begin, end),
        isAcknowledged ? Optional.of(acknowledgement()) : Optional.empty(),
        isSilenced,
        0,
        begin,
        List.of());
  }

  private static Acknowledgement acknowledgement() {
    return new Acknowledgement(
        "i-1", "linus", BEGIN.plusSeconds(30).toEpochMilli(), LiveRecord.NO_SEQUENCE);
  }

  private static Incident incident(String type, Optional<Long> end) {
    return incident("i-1", type, BEGIN, end);
  }

  private static Incident incident(String id, String type, Instant begin, Optional<Long> end) {
    return new Incident(
        id,
        type,
        "title",
        "rule",
        begin.toEpochMilli(),
        end,
        begin.toEpochMilli(),
        Map.of("service", "checkout"),
        List.of(),
        List.of());
  }

  private static Person person(String id) {
    return person(id, Set.of("critical"));
  }

  private static Person person(String id, Set<String> severities) {
    return person(id, severities, Optional.empty());
  }

  private static Person person(String id, boolean criticalBreaks) {
    return person(
        id,
        Set.of("critical"),
        Optional.of(new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), criticalBreaks)));
  }

  private static Person person(String id, Set<String> severities, Optional<QuietHours> quiet) {
    Preferences preferences =
        new Preferences(
            severities,
            Set.of(),
            Set.of(),
            quiet,
            Set.of("webpush"),
            Digests.NONE,
            ZoneId.of("Europe/Berlin"),
            "en");
    return new Person(id, id, "", List.of(), preferences, Visibility.EVERYTHING);
  }

  private static Sent sent(String kind, String person, String way, Sent.State state) {
    return new Sent(
        Notice.id("i-1", Notice.Kind.OPENED, 0, person, way),
        "i-1",
        kind,
        0,
        person,
        way,
        state,
        1,
        BEGIN,
        BEGIN,
        BEGIN.plus(Duration.ofSeconds(10)),
        "");
  }
}
