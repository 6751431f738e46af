package ai.colonycraft.realtime.push.reach.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static final List<String> PEOPLE = List.of("ada", "grace", "linus");

  /** Both changes of the offset, in a zone of an hour, one of half an hour, one of the south. */
  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"})
  void agreesWithALoopOverAllHandoversThroughAYear(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 40; round++) {
      LocalDateTime first = LocalDateTime.of(2026, 1, 1, 0, 0).plusMinutes(random.nextInt(100_000));
      int every = List.of(1, 5, 12, 24, 7 * 24).get(random.nextInt(5));
      Schedule schedule = schedule(zone, new Rotation(first, every, PEOPLE));
      List<Instant> handovers = handovers(first, every, zone);
      for (int i = 0; i < 100; i++) {
        Instant moment = first.atZone(zone).toInstant().plusSeconds(random.nextInt(31_000_000));
        assertThat(schedule.personAt(moment))
            .as("%s every %d h at %s", first, every, moment)
            .isEqualTo(byLoop(handovers, moment));
      }
      for (Instant handover : handovers.subList(0, 50)) {
        assertThat(schedule.personAt(handover)).isEqualTo(byLoop(handovers, handover));
        Instant before = handover.minusMillis(1);
        assertThat(schedule.personAt(before)).isEqualTo(byLoop(handovers, before));
      }
    }
  }

  /** The days of both changes, minute by minute, with a handover each hour. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-29",
    "Europe/Berlin, 2026-10-25",
    "Australia/Lord_Howe, 2026-10-04",
    "Australia/Lord_Howe, 2026-04-05",
    "America/Santiago, 2026-09-06",
    "America/Santiago, 2026-04-05"
  })
  void agreesWithALoopInEachMinuteOfADayThatIsLongerOrShorter(String name, String day) {
    ZoneId zone = ZoneId.of(name);
    for (int minute : new int[] {0, 15, 30, 45}) {
      LocalDateTime first = LocalDateTime.parse(day + "T00:00").minusDays(1).plusMinutes(minute);
      Schedule schedule = schedule(zone, new Rotation(first, 1, PEOPLE));
      List<Instant> handovers = handovers(first, 1, zone);
      Instant begin = first.atZone(zone).toInstant();
      for (int i = 0; i < 3 * 24 * 60; i++) {
        Instant moment = begin.plusSeconds(60L * i);
        assertThat(schedule.personAt(moment))
            .as(moment.toString())
            .isEqualTo(byLoop(handovers, moment));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T12:00:00Z, 2026-03-28T08:00:00Z, 2026-03-29T07:00:00Z, 23",
    "2026-10-24T12:00:00Z, 2026-10-24T07:00:00Z, 2026-10-25T08:00:00Z, 25"
  })
  void handsOverAtTheSameTimeOnTheWall(Instant moment, Instant from, Instant until, long hours) {
    Schedule schedule =
        schedule(
            ZoneId.of("Europe/Berlin"),
            new Rotation(LocalDateTime.parse("2026-01-01T09:00"), 24, PEOPLE));

    Shift shift = schedule.at(moment).orElseThrow();

    assertThat(shift.from()).isEqualTo(from);
    assertThat(shift.until()).contains(until);
    assertThat(Duration.between(from, until).toHours()).isEqualTo(hours);
    assertThat(schedule.next(moment).orElseThrow().from()).isEqualTo(until);
  }

  @Test
  void anOverrideHoldsFromItsBeginUntilItsEndAndTheLastOneWins() {
    Instant begin = Instant.parse("2026-06-01T10:00:00Z");
    Schedule schedule =
        new Schedule(
            "platform",
            ZoneId.of("UTC"),
            List.of(new Rotation(LocalDateTime.parse("2026-01-01T09:00"), 24, List.of("ada"))),
            List.of(
                new Schedule.Override(begin, begin.plusSeconds(7200), "grace"),
                new Schedule.Override(begin.plusSeconds(3600), begin.plusSeconds(5400), "linus")));

    assertThat(schedule.personAt(begin.minusMillis(1))).contains("ada");
    assertThat(schedule.personAt(begin)).contains("grace");
    assertThat(schedule.personAt(begin.plusSeconds(3600))).contains("linus");
    assertThat(schedule.personAt(begin.plusSeconds(5400))).contains("grace");
    assertThat(schedule.personAt(begin.plusSeconds(7200))).contains("ada");
    assertThat(schedule.next(begin.minusSeconds(60)))
        .contains(new Shift("grace", begin, Optional.of(begin.plusSeconds(3600))));
  }

  @Test
  void aRotationThatBeginsLaterHoldsFromThenOn() {
    Schedule schedule =
        schedule(
            ZoneId.of("UTC"),
            new Rotation(LocalDateTime.parse("2026-02-01T09:00"), 24, List.of("grace")),
            new Rotation(LocalDateTime.parse("2026-01-01T09:00"), 24, List.of("ada")));

    assertThat(schedule.personAt(Instant.parse("2025-12-31T00:00:00Z"))).isEmpty();
    assertThat(schedule.personAt(Instant.parse("2026-02-01T08:59:59Z"))).contains("ada");
    assertThat(schedule.personAt(Instant.parse("2026-02-01T09:00:00Z"))).contains("grace");
    assertThat(schedule.next(Instant.parse("2026-03-01T00:00:00Z"))).isEmpty();
  }

  private static Schedule schedule(ZoneId zone, Rotation... rotations) {
    return new Schedule("platform", zone, List.of(rotations), List.of());
  }

  private static List<Instant> handovers(LocalDateTime first, int every, ZoneId zone) {
    List<Instant> handovers = new ArrayList<>();
    LocalDateTime end = first.plusDays(400);
    for (LocalDateTime at = first; at.isBefore(end); at = at.plusHours(every)) {
      handovers.add(at.atZone(zone).toInstant());
    }
    return handovers;
  }

  private static Optional<String> byLoop(List<Instant> handovers, Instant moment) {
    String person = null;
    for (int i = 0; i < handovers.size() && !handovers.get(i).isAfter(moment); i++) {
      person = PEOPLE.get(i % PEOPLE.size());
    }
    return Optional.ofNullable(person);
  }
}
