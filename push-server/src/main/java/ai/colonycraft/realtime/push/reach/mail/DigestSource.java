package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.ReportReader;
import ai.colonycraft.realtime.push.reach.deliver.Delivery;
import ai.colonycraft.realtime.push.reach.deliver.Outbox;
import ai.colonycraft.realtime.push.reach.deliver.Sent;
import ai.colonycraft.realtime.push.reach.deliver.Source;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The digests that are due. One of a person has an id that follows from person, kind and local day,
 * which is its Message-ID too. Its key in the outbox is the person, so that one server sends it.
 *
 * <p>A digest counts everybody: who may see a part only gets none.
 */
public final class DigestSource implements Source {

  /** How often everybody is looked at. */
  private static final Duration ROUND = Duration.ofSeconds(5);

  private final People people;
  private final Mailer mailer;
  private final DigestReader reader;
  private final DigestMail mails;
  private final Unsubscribing unsubscribing;

  /** What was due in the last round, and when that was. */
  private List<Delivery> last = List.of();

  private Instant round = Instant.MIN;

  /**
   * Sends digests of the history.
   *
   * @param takenBy who acknowledged an incident, by its id
   */
  public DigestSource(
      People people,
      Mailer mailer,
      ReportReader reports,
      Unsubscribing unsubscribing,
      Function<String, Optional<String>> takenBy) {
    this.people = people;
    this.mailer = mailer;
    this.reader = new DigestReader(reports);
    this.mails = new DigestMail(mailer.config().url(), mailer.config().from(), takenBy);
    this.unsubscribing = unsubscribing;
  }

  @Override
  public List<Delivery> due(Predicate<String> owns, Outbox outbox, Instant now) {
    if (now.isAfter(round.plus(ROUND)) || now.isBefore(round)) {
      round = now;
      last = all(outbox, now);
    }
    return last.stream().filter(delivery -> owns.test(delivery.about())).toList();
  }

  private List<Delivery> all(Outbox outbox, Instant now) {
    List<Delivery> due = new ArrayList<>();
    for (Person person : people.all()) {
      if (person.mail().isEmpty() || !person.visibility().isEverything()) {
        continue;
      }
      for (DigestKind kind : DigestKind.values()) {
        Preferences preferences = person.preferences();
        DigestTimes.due(
                kind, preferences.digests(), preferences.zone(), lastDay(outbox, person, kind), now)
            .ifPresent(digest -> due.add(delivery(person, kind, digest)));
      }
    }
    return due;
  }

  /** After a person moved to another zone, a local day is not sent twice. */
  private static Optional<LocalDate> lastDay(Outbox outbox, Person person, DigestKind kind) {
    return outbox.about(about(person)).stream()
        .filter(sent -> sent.kind().equals(kindOf(kind)) && sent.state() == Sent.State.ACCEPTED)
        .map(sent -> LocalDate.ofEpochDay(sent.step()))
        .max(LocalDate::compareTo);
  }

  private Delivery delivery(Person person, DigestKind kind, DigestTimes.Due digest) {
    String id = id(person, kind, digest.day());
    return new Delivery(
        id,
        about(person),
        kindOf(kind),
        (int) digest.day().toEpochDay(),
        person.id(),
        Preferences.MAIL,
        digest.at(),
        () ->
            mailer.send(
                () ->
                    mails.of(
                        id,
                        reader.read(kind, person.preferences().zone(), digest.day(), digest.at()),
                        person,
                        unsubscribing.link(mailer.config().url(), person.id(), kind))));
  }

  private static String about(Person person) {
    return "digest/" + person.id();
  }

  private static String kindOf(DigestKind kind) {
    return "digest_" + kind.label();
  }

  private static String id(Person person, DigestKind kind, LocalDate day) {
    String name = "digest\n%s\n%s\n%s".formatted(kind.label(), day, person.id());
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
