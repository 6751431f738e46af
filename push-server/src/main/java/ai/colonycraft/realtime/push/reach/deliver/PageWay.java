package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The first way of a new incident to somebody who looks at a page: the page shows it by itself, and
 * says that it did. Any thread may call it.
 *
 * <p>Whichever server the page is connected to writes to {@code outbox} that somebody looks, and
 * that the notice was accepted; the server that owns the incident reads both there. If no page says
 * so within {@link #WITHIN}, the notice counts as refused, and the next way follows.
 */
public final class PageWay implements Way {

  /** {@link #name()}. */
  public static final String NAME = "page";

  /** How long a page may take to show an incident before the next way is used. */
  public static final Duration WITHIN = Duration.ofSeconds(3);

  /** How long somebody counts as looking after a page said so. */
  static final Duration LOOKS = Duration.ofMinutes(3);

  /** What is left of that time when it is written anew. */
  private static final Duration RENEW = LOOKS.dividedBy(2);

  /** Begins the keys of records that say who looks; no id of a message has a colon. */
  private static final String LOOKS_KEY = "looks:";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final People people;
  private final Publisher publisher;
  private final String outbox;
  private final Clock clock;

  /** Until when people look, by their ids; who said so last comes last. Guarded by itself. */
  private final Map<String, Instant> looking =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > People.MOST;
        }
      };

  /**
   * Takes its surroundings.
   *
   * @param outbox the topic
   */
  public PageWay(People people, Publisher publisher, String outbox, Clock clock) {
    this.people = people;
    this.publisher = publisher;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean reaches(Person person) {
    return looksUntil(person.id()).isAfter(clock.instant());
  }

  /** What follows needs none: a page shows who has an incident, and its end, by itself. */
  @Override
  public boolean takes(Notice.Kind kind) {
    return kind == Notice.Kind.OPENED;
  }

  /** Waits for a page; what it says is read from the outbox, and ends the wait. */
  @Override
  public CompletionStage<Outcome> send(Notice notice, Person person) {
    return new CompletableFuture<Outcome>()
        .completeOnTimeout(
            Outcome.refused("no page showed it within " + WITHIN.toSeconds() + " s"),
            WITHIN.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * A page of somebody says that they look at it, and what it has shown.
   *
   * @param incidents ids of incidents that it showed, which the person may see
   * @return until when the person counts as looking, when Kafka has all; empty for somebody who is
   *     not known and so reached by no other way
   */
  public CompletionStage<Optional<Instant>> looks(String person, Collection<String> incidents) {
    if (people.find(person).isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Instant now = clock.instant();
    Instant known = looksUntil(person);
    Instant until = known.isAfter(now.plus(RENEW)) ? known : now.plus(LOOKS);
    List<Outgoing> records = new ArrayList<>();
    if (!until.equals(known)) {
      records.add(looking(person, until));
    }
    incidents.forEach(incident -> records.add(shown(incident, person, now)));
    CompletionStage<?> written =
        records.isEmpty() ? CompletableFuture.completedFuture(null) : publisher.publish(records);
    return written.thenApply(done -> Optional.of(until));
  }

  /** Takes a record of the outbox that says who looks; returns whether it is one. */
  boolean take(String key, byte[] value) {
    if (!key.startsWith(LOOKS_KEY)) {
      return false;
    }
    try {
      JsonNode json = JSON.readTree(value);
      String person = json.path("person").asText();
      Instant until = Instant.ofEpochMilli(json.path("looksUntil").asLong());
      synchronized (looking) {
        looking.remove(person);
        if (until.isAfter(clock.instant())) {
          looking.put(person, until);
        }
      }
    } catch (IOException e) {
      return false;
    }
    return true;
  }

  private Instant looksUntil(String person) {
    synchronized (looking) {
      return looking.getOrDefault(person, Instant.EPOCH);
    }
  }

  private Outgoing looking(String person, Instant until) {
    return new Outgoing(
        outbox,
        LOOKS_KEY + person,
        JsonBytes.object(
            out -> {
              out.writeStringField("person", person);
              out.writeNumberField("looksUntil", until.toEpochMilli());
            }));
  }

  /** The same record as the notice's own, so that whoever owns the incident sends nothing more. */
  private Outgoing shown(String incident, String person, Instant now) {
    Sent sent =
        new Sent(
            Notice.id(incident, Notice.Kind.OPENED, 0, person, NAME),
            incident,
            Notice.Kind.OPENED.label(),
            0,
            person,
            NAME,
            Sent.State.ACCEPTED,
            1,
            now,
            now,
            now,
            "");
    return new Outgoing(outbox, sent.id(), sent.json());
  }
}
