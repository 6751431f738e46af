package ai.colonycraft.realtime.push.reach.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.support.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PageWayTest {

  private static final Instant NOW = Instant.parse("2026-06-01T02:00:00Z");

  private final MovableClock clock = new MovableClock(NOW);
  private final List<Outgoing> written = new ArrayList<>();
  private final List<Boolean> isOfPages = new ArrayList<>();
  private final People people = new People(this::write, "people");
  private final PageWay way = new PageWay(people, this::write, "outbox", clock);

  /** As Kafka would: what is written is read again. */
  private CompletableFuture<Void> write(List<Outgoing> records) {
    written.addAll(records);
    records.stream()
        .filter(record -> record.topic().equals("outbox"))
        .forEach(record -> isOfPages.add(way.take(record.key(), record.value())));
    return CompletableFuture.completedFuture(null);
  }

  @Test
  void whoSaidThatTheyLookIsReachedForThreeMinutes() {
    people.change("ada", person -> person.seeing(person.visibility()));
    assertThat(way.reaches(ada())).isFalse();

    assertThat(looks("ada")).contains(NOW.plus(PageWay.LOOKS));

    assertThat(way.reaches(ada())).isTrue();
    clock.now = NOW.plus(PageWay.LOOKS);
    assertThat(way.reaches(ada())).isFalse();
  }

  @Test
  void thePersonIsWrittenAgainOnlyWhenHalfOfTheTimeIsOver() {
    people.change("ada", person -> person.seeing(person.visibility()));
    looks("ada");
    int before = written.size();

    clock.now = NOW.plusSeconds(80);
    assertThat(looks("ada")).contains(NOW.plus(PageWay.LOOKS));
    assertThat(written).hasSize(before);

    clock.now = NOW.plusSeconds(100);
    assertThat(looks("ada")).contains(NOW.plusSeconds(100).plus(PageWay.LOOKS));
    assertThat(written).hasSize(before + 1);
  }

  @Test
  void nothingIsWrittenOfSomebodyWhoIsReachedInNoOtherWay() {
    assertThat(looks("stranger", "i-1")).isEmpty();

    assertThat(written).isEmpty();
  }

  @Test
  void whatAPageShowedIsWrittenAsTheAcceptedNoticeOfIt() {
    people.change("ada", person -> person.seeing(person.visibility()));
    looks("ada", "i-1");

    Outgoing record =
        written.stream().filter(r -> !r.key().contains(":")).skip(1).findFirst().orElseThrow();
    Sent sent = Sent.read(record.key(), record.value()).orElseThrow();
    assertThat(sent.id()).isEqualTo(Notice.id("i-1", Notice.Kind.OPENED, 0, "ada", "page"));
    assertThat(sent.state()).isEqualTo(Sent.State.ACCEPTED);
    assertThat(sent.at()).isEqualTo(NOW);
  }

  @Test
  void countsAsRefusedIfNoPageShowsIt() throws Exception {
    Outcome outcome =
        way.send(Notice.test("ada", "page", NOW), Person.of("ada"))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);

    assertThat(outcome.status()).isEqualTo(Outcome.Status.REFUSED);
    assertThat(outcome.retryAfter()).isEqualTo(Duration.ZERO);
  }

  @Test
  void takesNoRecordOfAMessageAndOutlivesOneThatIsWrong() {
    people.change("ada", person -> person.seeing(person.visibility()));
    looks("ada", "i-1");

    assertThat(isOfPages).containsExactly(true, false);
    assertThat(way.take("looks:bob", "no JSON".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(way.reaches(Person.of("bob"))).isFalse();
  }

  private Person ada() {
    return people.find("ada").orElseThrow();
  }

  private Optional<Instant> looks(String person, String... shown) {
    return way.looks(person, List.of(shown)).toCompletableFuture().join();
  }
}
