package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.ActionsWithdrawal;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people did about incidents, from the topic {@code actions}, and the silences. For one thread
 * at a time.
 */
final class PeopleActions {

  /** Silences kept; beyond it the one that ends first is forgotten. */
  static final int MOST_SILENCES = 500;

  private final int limit;
  private final long limitBytes;
  private final Map<String, IncidentActions> byIncident = new LinkedHashMap<>();
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private long bytes;

  /**
   * Takes its limit.
   *
   * @param limit incidents whose actions are kept; those that changed first are forgotten first
   * @param limitBytes what these may take, about
   */
  PeopleActions(int limit, long limitBytes) {
    this.limit = limit;
    this.limitBytes = limitBytes;
  }

  void clear() {
    byIncident.clear();
    bytes = 0;
    silences.clear();
  }

  void take(IncidentActions actions) {
    forget(actions.id()); // So that it counts as the latest.
    byIncident.put(actions.id(), actions);
    bytes += actions.bytes();
    while (byIncident.size() > limit || bytes > limitBytes && byIncident.size() > 1) {
      forget(byIncident.keySet().iterator().next());
    }
  }

  private void forget(String id) {
    IncidentActions gone = byIncident.remove(id);
    bytes -= gone == null ? 0 : gone.bytes();
  }

  void take(Silence silence) {
    silences.put(silence.id(), silence);
    if (silences.size() > MOST_SILENCES) {
      silences.values().stream()
          .min(Comparator.comparingLong(Silence::until))
          .ifPresent(first -> silences.remove(first.id()));
    }
  }

  void take(ActionsWithdrawal withdrawal) {
    if (withdrawal.key().startsWith(Silence.KEY_PREFIX)) {
      silences.remove(withdrawal.key().substring(Silence.KEY_PREFIX.length()));
    } else {
      forget(withdrawal.key());
    }
  }

  /** What people did about one; empty if nothing is known. */
  Optional<IncidentActions> of(String id) {
    return Optional.ofNullable(byIncident.get(id));
  }

  /** Records of incidents, those that changed first come first. */
  List<IncidentActions> all() {
    return List.copyOf(byIncident.values());
  }

  /** All that are known, also those that have ended; the one that ends last comes first. */
  List<Silence> silences() {
    return silences.values().stream()
        .sorted(Comparator.comparingLong(Silence::until).reversed().thenComparing(Silence::id))
        .toList();
  }

  /** The silence that holds longest for an incident at a time. */
  Optional<Silence> silencing(Incident incident, long now) {
    return silences.values().stream()
        .filter(silence -> silence.holdsAt(now))
        .filter(silence -> isAbout(silence, incident))
        .max(Comparator.comparingLong(Silence::until).thenComparing(Silence::id));
  }

  /** When the last silence that held for an incident ended, of those that are over at a time. */
  Optional<Long> lastEnd(Incident incident, long now) {
    return silences.values().stream()
        .filter(silence -> silence.until() <= now && silence.from() < silence.until())
        .filter(silence -> isAbout(silence, incident))
        .map(Silence::until)
        .max(Comparator.naturalOrder());
  }

  private static boolean isAbout(Silence silence, Incident incident) {
    return silence.labels().entrySet().stream()
        .allMatch(l -> incident.label(l.getKey()).filter(l.getValue()::equals).isPresent());
  }
}
