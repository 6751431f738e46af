package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import java.util.function.Consumer;

/**
 * Runs a rule of incidents: its matches, and the incidents that they begin. Event time passes in
 * the steps in which something happens, so that the incidents are the same however far a watermark
 * advances at a time. At one time, incidents expire first, then matches are complete since time has
 * passed, then an event ends incidents, and then it takes steps. Not thread-safe.
 */
public final class IncidentRun {

  private final RuleMatcher matcher;
  private final MatchBuffer buffer;
  private final int limit;
  private final Consumer<Match> found;
  private final Consumer<Incident> changed;

  /**
   * Takes what the run needs.
   *
   * @param limit open incidents of one key at most
   * @param found takes each match before it changes an incident
   * @param changed takes each change of an incident
   */
  public IncidentRun(
      RuleMatcher matcher,
      MatchBuffer buffer,
      int limit,
      Consumer<Match> found,
      Consumer<Incident> changed) {
    this.matcher = matcher;
    this.buffer = buffer;
    this.limit = limit;
    this.found = found;
    this.changed = changed;
  }

  /** Takes the next event of a key: time passes up to it, and it takes steps. */
  public void process(PartialMatches matches, OpenIncidents open, String key, Event event) {
    advance(matches, open, key, event.timestamp());
    matcher.disturbed(open.size() > 0);
    for (Match match : matcher.process(matches, buffer, key, event)) {
      add(match, open);
    }
  }

  /** Takes the next event of a key, one that {@link RuleMatcher#resolves}: it ends incidents. */
  public void resolve(OpenIncidents open, Event event) {
    open.resolve(matcher.rule().lifecycle().resolve().orElseThrow(), event, changed);
  }

  /**
   * Lets time pass.
   *
   * @param matches null if there are none
   * @param time no event before it is to come
   */
  public void advance(PartialMatches matches, OpenIncidents open, String key, long time) {
    long now = Long.MIN_VALUE;
    while (true) {
      long timeout = matches == null ? Long.MAX_VALUE : matcher.nextTimeout(matches);
      // An incident of a match that was held back may have expired already.
      long next = Math.max(now, Math.min(timeout, open.nextExpiry()));
      if (next > time) {
        return;
      }
      now = next;
      open.expire(now, changed);
      if (timeout <= now) {
        for (Match match : matcher.advance(matches, buffer, key, now)) {
          add(match, open);
        }
        if (matcher.nextTimeout(matches) <= now) {
          // Not over, so that it would be due for ever; another call has a later time.
          return;
        }
      }
    }
  }

  private void add(Match match, OpenIncidents open) {
    found.accept(match);
    open.add(match, limit, changed);
  }
}
