package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An incident as whoever decides on its notices sees it.
 *
 * @param incident its present state, with what its parts say
 * @param acknowledgement the one that holds
 * @param isSilenced whether a silence holds for it now
 * @param undone how many acknowledgements were taken back
 * @param since from when on its times count: its begin, or the last time at which an
 *     acknowledgement was taken back or a silence ended
 * @param group its group's members as views without groups, those that began first first
 */
record IncidentView(
    Incident incident,
    Optional<Acknowledgement> acknowledgement,
    boolean isSilenced,
    int undone,
    Instant since,
    List<IncidentView> group) {

  IncidentView {
    group = List.copyOf(group);
  }

  /** Whether somebody is to be notified of it: it goes on, and nobody has taken or silenced it. */
  boolean isUnhandled() {
    return incident.isOpen() && acknowledgement.isEmpty() && !isSilenced;
  }
}
