package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.PastIncident;
import ai.colonycraft.realtime.push.history.PeriodReport;
import java.util.List;
import java.util.Optional;

/**
 * What a digest shows.
 *
 * @param before the period before; empty if there is no report of it
 * @param weekBefore the same day of the week before; empty for weeks too, whose period before it is
 * @param incidents that were open in the period
 */
record Digest(
    DigestKind kind,
    PeriodReport period,
    Optional<PeriodReport> before,
    Optional<PeriodReport> weekBefore,
    List<PastIncident> incidents) {

  Digest {
    incidents = List.copyOf(incidents);
  }
}
