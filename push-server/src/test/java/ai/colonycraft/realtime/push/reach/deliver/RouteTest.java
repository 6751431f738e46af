package ai.colonycraft.realtime.push.reach.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.reach.people.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RouteTest {

  private static final Instant NOW = Instant.parse("2026-06-01T02:00:00Z");
  private static final Person ADA = Person.of("ada");

  private record Named(String name, Set<String> reached) implements Way {
    @Override
    public boolean reaches(Person person) {
      return reached.contains(person.id());
    }

    @Override
    public CompletionStage<Outcome> send(Notice notice, Person person) {
      return CompletableFuture.completedFuture(Outcome.accepted());
    }
  }

  private static final class PageLike implements Way {
    @Override
    public String name() {
      return PageWay.NAME;
    }

    @Override
    public boolean reaches(Person person) {
      return true;
    }

    @Override
    public boolean takes(Notice.Kind kind) {
      return kind == Notice.Kind.OPENED;
    }

    @Override
    public CompletionStage<Outcome> send(Notice notice, Person person) {
      return CompletableFuture.completedFuture(Outcome.accepted());
    }
  }

  private final Route route =
      new Route(List.of(new Named("webpush", Set.of("ada")), new Named("mail", Set.of("ada"))));

  @Test
  void goesByTheFirstWayThatThePersonChose() {
    assertThat(next(wanted(false), List.of(), 0)).contains("webpush");
    // Mail is not chosen by default.
    assertThat(next(wanted(false), List.of(sent("webpush", Sent.State.REFUSED, 0)), 0)).isEmpty();
  }

  @Test
  void whoIsOnCallIsReachedByAnyWay() {
    assertThat(next(wanted(true), List.of(sent("webpush", Sent.State.REFUSED, 0)), 0))
        .contains("mail");
    assertThat(
            next(
                wanted(true),
                List.of(
                    sent("webpush", Sent.State.REFUSED, 0), sent("mail", Sent.State.REFUSED, 0)),
                0))
        .isEmpty();
  }

  @Test
  void goesOnToTheNextWayAfterAMinuteOrWhenAskedToWaitForLonger() {
    List<Sent> busy = List.of(sent("webpush", Sent.State.LATER, 10));

    assertThat(next(wanted(true), busy, 59)).contains("webpush");
    assertThat(next(wanted(true), busy, 60)).contains("mail");
    assertThat(next(wanted(true), List.of(sent("webpush", Sent.State.LATER, 90)), 1))
        .contains("mail");
  }

  @Test
  void triesTheLastWayForAnHour() {
    List<Sent> busy = List.of(sent("webpush", Sent.State.LATER, 90));

    assertThat(next(wanted(false), busy, 3599)).contains("webpush");
    assertThat(next(wanted(false), busy, 3600)).isEmpty();
  }

  /** The person took the device away since, or added an address. */
  @Test
  void doesNotSendByAnotherWayWhatArrived() {
    Route changed =
        new Route(List.of(new Named("mail", Set.of("ada")), new Named("webpush", Set.of())));

    assertThat(
            changed
                .next(wanted(true), ADA, List.of(sent("webpush", Sent.State.ACCEPTED, 0)), NOW)
                .map(Way::name))
        .contains("webpush");
  }

  @Test
  void doesNotSendByAnotherWayWhatArrivedByOneThatIsChosenNoLonger() {
    Route mailFirst =
        new Route(List.of(new Named("webpush", Set.of("ada")), new Named("mail", Set.of("ada"))));

    assertThat(
            mailFirst
                .next(wanted(false), ADA, List.of(sent("mail", Sent.State.ACCEPTED, 0)), NOW)
                .map(Way::name))
        .contains("mail");
  }

  @Test
  void aPageComesFirstWhateverThePersonChoseAndTheOthersFollow() {
    Route pageFirst = pageFirst();

    assertThat(next(pageFirst, wanted(false), List.of())).contains("page");
    assertThat(next(pageFirst, wanted(true), List.of())).contains("page");
    assertThat(next(pageFirst, wanted(false), List.of(sent("page", Sent.State.REFUSED, 0))))
        .contains("webpush");
    assertThat(next(pageFirst, wanted(false), List.of(sent("page", Sent.State.ACCEPTED, 0))))
        .as("shown on the page")
        .contains("page");
  }

  @Test
  void aPageHoldsBackNoEscalation() {
    Wanted escalated = Wanted.onDuty(Notice.Kind.ESCALATED, 1, "ada", NOW);

    assertThat(next(pageFirst(), escalated, List.of(sent("page", Sent.State.ACCEPTED, 0))))
        .contains("webpush");
  }

  /** A step of ten minutes, or an acknowledgement that was taken back. */
  @Test
  void whatAPageShowedBeforeTheNoticeWasDueHoldsItBackNoLonger() {
    Wanted later = Wanted.onDuty(Notice.Kind.OPENED, 0, "ada", NOW.plusSeconds(600));

    assertThat(next(pageFirst(), later, List.of(sent("page", Sent.State.ACCEPTED, 0))))
        .contains("webpush");
  }

  private static Route pageFirst() {
    return new Route(
        List.of(
            new PageLike(), new Named("webpush", Set.of("ada")), new Named("mail", Set.of("ada"))));
  }

  private static Optional<String> next(Route route, Wanted wanted, List<Sent> sent) {
    return route.next(wanted, ADA, sent, wanted.due()).map(Way::name);
  }

  private Optional<String> next(Wanted wanted, List<Sent> sent, long secondsAfter) {
    return route.next(wanted, ADA, sent, NOW.plusSeconds(secondsAfter)).map(Way::name);
  }

  private static Wanted wanted(boolean isDuty) {
    return isDuty ? Wanted.onDuty(Notice.Kind.OPENED, 0, "ada", NOW) : Wanted.opened("ada", NOW);
  }

  private static Sent sent(String way, Sent.State state, long retryAfter) {
    return new Sent(
        Notice.id("i-1", Notice.Kind.OPENED, 0, "ada", way),
        "i-1",
        "opened",
        0,
        "ada",
        way,
        state,
        1,
        NOW,
        NOW,
        NOW.plusSeconds(retryAfter),
        "");
  }
}
