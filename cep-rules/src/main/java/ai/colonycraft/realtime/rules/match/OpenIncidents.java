package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Resolution;
import ai.colonycraft.realtime.rules.Resolve;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The open incidents of one rule and key. Every change of one is passed to a consumer. Mutable, not
 * thread-safe.
 */
public final class OpenIncidents {

  /** By identity; the one to which a match was added least recently is first. */
  private final Map<String, Incident> byIdentity = new LinkedHashMap<>();

  /** None. */
  public OpenIncidents() {}

  /** These, the one to which a match was added least recently first. */
  public OpenIncidents(Collection<Incident> incidents) {
    incidents.forEach(incident -> byIdentity.put(incident.identity(), incident));
  }

  /** All of them, the one to which a match was added least recently first. */
  public Collection<Incident> all() {
    return List.copyOf(byIdentity.values());
  }

  /** How many there are. */
  public int size() {
    return byIdentity.size();
  }

  /**
   * When the first of them expires, epoch milliseconds; {@link Long#MAX_VALUE} if there is none.
   */
  public long nextExpiry() {
    long next = Long.MAX_VALUE;
    for (Incident incident : byIdentity.values()) {
      next = Math.min(next, incident.expiresAt());
    }
    return next;
  }

  /**
   * Adds a match to the incident of its identity, or begins one.
   *
   * @param limit at most so many are open; beyond it, the one to which a match was added least
   *     recently is replaced
   */
  public void add(Match match, int limit, Consumer<Incident> changed) {
    Incident open = byIdentity.get(match.identity());
    // A match may fail to be written in words: then nothing has changed.
    Incident now = open == null ? Incident.begin(match) : open.with(match);
    if (open == null && byIdentity.size() >= limit) {
      Incident oldest = byIdentity.values().iterator().next();
      endIf(oldest::equals, incident -> match.noticedAt(), Resolution.REPLACED, changed);
    }
    byIdentity.remove(now.identity());
    byIdentity.put(now.identity(), now);
    changed.accept(now);
  }

  /** Ends those to which an event belongs that fits what resolves them. */
  public void resolve(Resolve resolve, Event event, Consumer<Incident> changed) {
    endIf(
        incident -> resolve.belongsTo(event, incident.fields()),
        incident -> event.timestamp(),
        Resolution.RECOVERED,
        changed);
  }

  /** Ends those that have expired at a time in epoch milliseconds. */
  public void expire(long time, Consumer<Incident> changed) {
    endIf(
        incident -> incident.expiresAt() <= time, Incident::expiresAt, Resolution.EXPIRED, changed);
  }

  /** Ends all of them, since their rule is no longer in force. */
  public void ruleChanged(long time, Consumer<Incident> changed) {
    endIf(incident -> true, incident -> time, Resolution.RULE_CHANGED, changed);
  }

  private void endIf(
      Predicate<Incident> which,
      Function<Incident, Long> at,
      Resolution resolution,
      Consumer<Incident> changed) {
    for (Iterator<Incident> i = byIdentity.values().iterator(); i.hasNext(); ) {
      Incident incident = i.next();
      if (which.test(incident)) {
        i.remove();
        changed.accept(incident.ended(resolution, at.apply(incident)));
      }
    }
  }
}
