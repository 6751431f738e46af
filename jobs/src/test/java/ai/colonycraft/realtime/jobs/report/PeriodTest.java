package ai.colonycraft.realtime.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeriodTest {

  private static Period day(String zone, String day) {
    return new Period(Period.Kind.DAY, ZoneId.of(zone), LocalDate.parse(day));
  }

  private static double hours(Period period) {
    return Duration.between(period.start(), period.until()).toMinutes() / 60.0;
  }

  @Test
  void aDayIsAsLongAsItsClocksMakeIt() {
    assertThat(hours(day("Europe/Berlin", "2026-03-29"))).isEqualTo(23);
    assertThat(hours(day("Europe/Berlin", "2026-10-25"))).isEqualTo(25);
    assertThat(hours(day("Australia/Lord_Howe", "2026-10-04"))).isEqualTo(23.5);
    assertThat(hours(day("Australia/Lord_Howe", "2026-04-05"))).isEqualTo(24.5);
    assertThat(hours(day("America/New_York", "2026-03-08"))).isEqualTo(23);
    assertThat(hours(day("America/New_York", "2026-11-01"))).isEqualTo(25);
    assertThat(hours(day("UTC", "2026-03-29"))).isEqualTo(24);
  }

  @Test
  void itsSlicesFillItWithoutGaps() {
    for (String zone : List.of("Europe/Berlin", "Australia/Lord_Howe", "America/New_York")) {
      for (LocalDate day = LocalDate.parse("2026-01-01");
          day.getYear() == 2026;
          day = day.plusDays(1)) {
        for (Period period : Period.of(ZoneId.of(zone), day)) {
          long next = period.start().getEpochSecond();
          for (Slice slice : period.slices()) {
            assertThat(slice.from()).isEqualTo(next);
            assertThat(slice.until()).isGreaterThan(next);
            assertThat(slice.until() % 300).as("whole windows").isZero();
            next = slice.until();
          }
          assertThat(next).isEqualTo(period.until().getEpochSecond());
        }
      }
    }
  }

  @Test
  void theWeekOfAReportIsTheLastOneThatIsOver() {
    // A Saturday, and the Sunday that ends its week.
    assertThat(Period.of(ZoneId.of("UTC"), LocalDate.parse("2026-11-28")).get(3).day())
        .isEqualTo(LocalDate.parse("2026-11-16"));
    assertThat(Period.of(ZoneId.of("UTC"), LocalDate.parse("2026-11-29")).get(3).day())
        .isEqualTo(LocalDate.parse("2026-11-23"));
  }

  @Test
  void aSliceThatEndsWithinAnHourIsReadFromWindowsOfFiveMinutes() {
    assertThat(day("Europe/Berlin", "2026-03-29").slices())
        .hasSize(23)
        .allMatch(slice -> slice.level().equals("1h"));
    assertThat(day("Australia/Lord_Howe", "2026-10-03").slices())
        .hasSize(24)
        .allMatch(slice -> slice.level().equals("5m"));
  }
}
