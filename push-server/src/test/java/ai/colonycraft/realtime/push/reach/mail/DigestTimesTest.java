package ai.colonycraft.realtime.push.reach.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.reach.mail.DigestTimes.Due;
import ai.colonycraft.realtime.push.reach.people.Digests;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that walks over both changes of a year, minute by minute. */
class DigestTimesTest {

  /**
   * When digests are sent by a server that looks each minute, from a day before to a day behind.
   */
  private static List<Instant> walk(
      DigestKind kind, Digests digests, ZoneId zone, LocalDate day, int days) {
    List<Instant> sent = new ArrayList<>();
    Optional<LocalDate> last = Optional.empty();
    Instant end = day.plusDays(days).atStartOfDay(zone).toInstant();
    for (Instant now = day.atStartOfDay(zone).toInstant();
        now.isBefore(end);
        now = now.plus(Duration.ofMinutes(1))) {
      Optional<Due> due = DigestTimes.due(kind, digests, zone, last, now);
      // A digest of the day before the walk would be due at its begin.
      if (due.isPresent() && !due.get().day().isBefore(day)) {
        sent.add(now);
        last = Optional.of(due.get().day());
      }
    }
    return sent;
  }

  private static Digests daily(String at) {
    return new Digests(true, Optional.empty(), LocalTime.parse(at));
  }

  @ParameterizedTest
  @CsvSource({
    // In spring 02:30 is not there: it is as much later as the clocks are moved ahead.
    "Europe/Berlin, 2026-03-29, 02:30, 2026-03-29T01:30:00Z",
    "America/New_York, 2026-03-08, 02:30, 2026-03-08T07:30:00Z",
    "Australia/Lord_Howe, 2026-10-04, 02:15, 2026-10-03T15:45:00Z",
    // In autumn it is there twice: the first one counts.
    "Europe/Berlin, 2026-10-25, 02:30, 2026-10-25T00:30:00Z",
    "America/New_York, 2026-11-01, 01:30, 2026-11-01T05:30:00Z",
    "Australia/Lord_Howe, 2026-04-05, 01:45, 2026-04-04T14:45:00Z",
    // Other times keep their place on the clock.
    "Europe/Berlin, 2026-03-29, 08:00, 2026-03-29T06:00:00Z",
    "Europe/Berlin, 2026-10-25, 08:00, 2026-10-25T07:00:00Z",
    "America/New_York, 2026-11-01, 08:00, 2026-11-01T13:00:00Z",
    "Australia/Lord_Howe, 2026-10-04, 08:00, 2026-10-03T21:00:00Z",
    "Australia/Lord_Howe, 2026-04-05, 08:00, 2026-04-04T21:30:00Z"
  })
  void eachDayHasOneDigest(String zone, String change, String at, String expected) {
    LocalDate day = LocalDate.parse(change);

    List<Instant> sent = walk(DigestKind.DAILY, daily(at), ZoneId.of(zone), day.minusDays(1), 3);

    assertThat(sent).hasSize(3);
    assertThat(sent.get(1)).isEqualTo(Instant.parse(expected));
  }

  @Test
  void aWeeklyDigestIsDueOnItsDayOnly() {
    Digests sundays = new Digests(false, Optional.of(DayOfWeek.SUNDAY), LocalTime.of(2, 30));
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(walk(DigestKind.WEEKLY, sundays, berlin, LocalDate.parse("2026-10-19"), 14))
        .containsExactly(
            Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-11-01T01:30:00Z"));
    assertThat(walk(DigestKind.DAILY, sundays, berlin, LocalDate.parse("2026-10-19"), 14))
        .isEmpty();
  }

  @Test
  void oneThatWasSentIsNotDueInAnotherZoneOfTheSameDay() {
    Instant now = Instant.parse("2026-11-27T17:00:00Z");
    Optional<LocalDate> sent = Optional.of(LocalDate.parse("2026-11-27"));

    assertThat(
            DigestTimes.due(
                DigestKind.DAILY, daily("08:00"), ZoneId.of("America/New_York"), sent, now))
        .isEmpty();
  }

  @Test
  void oneThatCouldNotBeSentForTwelveHoursIsLeftOut() {
    ZoneId utc = ZoneId.of("UTC");
    Digests evening = daily("23:00");

    assertThat(due(evening, utc, "2026-11-28T10:59:00Z"))
        .contains(new Due(LocalDate.parse("2026-11-27"), Instant.parse("2026-11-27T23:00:00Z")));
    assertThat(due(evening, utc, "2026-11-28T11:00:00Z")).isEmpty();
  }

  private static Optional<Due> due(Digests digests, ZoneId zone, String now) {
    return DigestTimes.due(DigestKind.DAILY, digests, zone, Optional.empty(), Instant.parse(now));
  }

  @Test
  void aWeekOfADigestIsTheLastOneThatIsOver() {
    assertThat(DigestKind.WEEKLY.period(LocalDate.parse("2026-11-30")))
        .isEqualTo(LocalDate.parse("2026-11-23"));
    assertThat(DigestKind.WEEKLY.period(LocalDate.parse("2026-11-29")))
        .isEqualTo(LocalDate.parse("2026-11-16"));
    assertThat(DigestKind.DAILY.period(LocalDate.parse("2026-11-30")))
        .isEqualTo(LocalDate.parse("2026-11-29"));
  }
}
