package ai.colonycraft.realtime.jobs.report;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;

/**
 * A part of a period whose rows are read at one time.
 *
 * @param kind of the period: day or week
 * @param zone id of its time zone
 * @param day its first local day, ISO 8601
 * @param from begin of the slice, included, epoch seconds
 * @param until its end, excluded, epoch seconds
 */
public record Slice(String kind, String zone, String day, long from, long until) {

  private static final long HOUR = 3600;

  /** The same for all slices of a period. */
  String key() {
    return kind + " " + zone + " " + day;
  }

  Period period() {
    return new Period(
        Period.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), ZoneId.of(zone), LocalDate.parse(day));
  }

  /** The coarsest level of the tables whose rows lie whole in the slice or outside of it. */
  String level() {
    return from % HOUR == 0 && until % HOUR == 0 ? "1h" : "5m";
  }
}
