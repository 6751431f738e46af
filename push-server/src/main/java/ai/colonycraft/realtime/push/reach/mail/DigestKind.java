package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.reach.people.Digests;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** How often a digest is sent. */
enum DigestKind {
  DAILY,
  WEEKLY;

  /** Its name in links, records and labels. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of the reports that it shows. */
  String report() {
    return this == DAILY ? "day" : "week";
  }

  /** Whether a person wants it on a local day. */
  boolean isWanted(Digests digests, LocalDate day) {
    return this == DAILY
        ? digests.daily()
        : digests.weekly().filter(day.getDayOfWeek()::equals).isPresent();
  }

  /** The first day of the last period that is over when a local day begins. */
  LocalDate period(LocalDate day) {
    return this == DAILY
        ? day.minusDays(1)
        : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(1);
  }
}
