package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule found in an example. Cool-downs have no part in it: each match counts.
 *
 * @param example the example
 * @param found the notifications of the matches, in the order in which these were complete
 * @param incidents as they were at the end, in the order in which they began
 * @param left partial matches that were still there at the end
 */
public record ExampleRun(
    Example example, List<Notification> found, List<Incident> incidents, int left) {

  /** Open incidents of one key at most, as many as the job keeps by default. */
  private static final int LIMIT = 100;

  public ExampleRun {
    found = List.copyOf(found);
    incidents = List.copyOf(incidents);
  }

  /**
   * Runs one: each key's events through the rule's matcher, as the job does.
   *
   * @param buffer used for this alone meanwhile
   */
  public static ExampleRun of(Rule rule, Example example, MatchBuffer buffer) {
    RuleMatcher matcher = new RuleMatcher(rule);
    Map<String, List<Event>> byKey = new TreeMap<>();
    long last = Example.START;
    for (Event event : example.events()) {
      last = Math.max(last, event.timestamp());
      String key = rule.key().of(event);
      if (key != null && (matcher.concerns(event) || matcher.resolves(event))) {
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
      }
    }
    long over = last + rule.within().toMillis() + rule.lifecycle().expires().toMillis();
    long end = example.until().map(until -> Example.START + until.toMillis()).orElse(over);
    List<Match> found = new ArrayList<>();
    Map<String, Incident> incidents = new LinkedHashMap<>();
    IncidentRun run =
        new IncidentRun(
            matcher,
            buffer,
            LIMIT,
            found::add,
            incident -> incidents.put(incident.notification().id(), incident));
    int left = 0;
    for (Map.Entry<String, List<Event>> entry : byKey.entrySet()) {
      PartialMatches matches = matcher.start();
      OpenIncidents open = new OpenIncidents();
      for (Event event : entry.getValue()) {
        run.advance(matches, open, entry.getKey(), event.timestamp());
        if (matcher.resolves(event)) {
          run.resolve(open, event);
        }
        if (matcher.concerns(event)) {
          run.process(matches, open, entry.getKey(), event);
        }
      }
      run.advance(matches, open, entry.getKey(), end);
      left += matches.size();
    }
    return new ExampleRun(
        example,
        found.stream()
            .map(Match::notification)
            .sorted(Comparator.comparingLong(Notification::timestamp))
            .toList(),
        rule.isOfIncidents() ? inOrder(incidents.values()) : List.of(),
        left);
  }

  private static List<Incident> inOrder(Collection<Incident> incidents) {
    return incidents.stream()
        .sorted(Comparator.comparingLong(incident -> incident.notification().timestamp()))
        .toList();
  }

  /** The titles of what was found. */
  public List<String> titles() {
    return found.stream().map(Notification::title).toList();
  }

  /** How the incidents ended, as an example states it. */
  public List<String> ends() {
    return incidents.stream()
        .map(incident -> incident.end().map(end -> end.resolution().word()).orElse(Example.OPEN))
        .toList();
  }

  /** Whether it found what the example says, and nothing else. */
  public boolean holds() {
    return titles().equals(example.titles()) && example.ends().map(ends()::equals).orElse(true);
  }
}
