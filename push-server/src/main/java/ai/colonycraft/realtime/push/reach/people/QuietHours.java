package ai.colonycraft.realtime.push.reach.people;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Hours of each local day in which a person is not reached. They may pass midnight. On the days on
 * which a zone changes its offset they begin and end when the clock on the wall says so: an hour
 * that comes twice is quiet twice, and one that is left out is not.
 *
 * @param from first quiet moment
 * @param until first moment after it; the same as {@code from} is quiet all day
 * @param criticalBreaks whether critical incidents reach the person all the same
 */
public record QuietHours(LocalTime from, LocalTime until, boolean criticalBreaks) {

  public QuietHours {
    Objects.requireNonNull(from, "quietHours.from");
    Objects.requireNonNull(until, "quietHours.until");
  }

  /** Whether a moment is in them. */
  public boolean contains(Instant moment, ZoneId zone) {
    LocalTime time = moment.atZone(zone).toLocalTime();
    return from.isBefore(until)
        ? !time.isBefore(from) && time.isBefore(until)
        : !time.isBefore(from) || time.isBefore(until);
  }
}
