package ai.colonycraft.realtime.jobs.report;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A local day, or the seven local days from a Monday on, in a time zone. Where clocks change, a day
 * has 23 or 25 hours, or 23.5 and 24.5.
 *
 * @param kind day or week
 * @param zone whose days these are
 * @param day the day, or the first one of the week
 */
record Period(Kind kind, ZoneId zone, LocalDate day) {

  /** How long a period is. */
  enum Kind {
    DAY,
    WEEK;

    /** Its name in the database. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The periods of a report: a day, the day before and the same day a week before; the last week
   * that is over at the end of the day, and the one before.
   */
  static List<Period> of(ZoneId zone, LocalDate day) {
    LocalDate monday =
        day.plusDays(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(1);
    return List.of(
        new Period(Kind.DAY, zone, day),
        new Period(Kind.DAY, zone, day.minusDays(1)),
        new Period(Kind.DAY, zone, day.minusWeeks(1)),
        new Period(Kind.WEEK, zone, monday),
        new Period(Kind.WEEK, zone, monday.minusWeeks(1)));
  }

  Instant start() {
    return day.atStartOfDay(zone).toInstant();
  }

  Instant until() {
    return day.plusDays(kind == Kind.DAY ? 1 : 7).atStartOfDay(zone).toInstant();
  }

  /** Its parts in order, without gaps: the hours of a day by the clock, the days of a week. */
  List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    Instant from = start();
    while (from.isBefore(until())) {
      Instant next = next(from);
      slices.add(
          new Slice(
              kind.label(),
              zone.getId(),
              day.toString(),
              from.getEpochSecond(),
              next.getEpochSecond()));
      from = next;
    }
    return slices;
  }

  private Instant next(Instant from) {
    if (kind == Kind.WEEK) {
      return LocalDate.ofInstant(from, zone).plusDays(1).atStartOfDay(zone).toInstant();
    }
    // An hour of the clock that a change of half an hour cuts is a slice of its own.
    ZonedDateTime hour = from.atZone(zone).plusHours(1).truncatedTo(ChronoUnit.HOURS);
    Instant next = hour.toInstant().isAfter(from) ? hour.toInstant() : from.plusSeconds(3600);
    return next.isBefore(until()) ? next : until();
  }
}
