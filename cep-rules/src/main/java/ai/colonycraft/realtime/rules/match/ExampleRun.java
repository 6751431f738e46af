package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule found in an example. Cool-downs have no part in it: each match counts.
 *
 * @param example the example
 * @param found the notifications of the matches, in the order in which these were complete
 * @param left partial matches that were still there at the end
 */
public record ExampleRun(Example example, List<Notification> found, int left) {

  public ExampleRun {
    found = List.copyOf(found);
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
      if (key != null && matcher.concerns(event)) {
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
      }
    }
    long over = last + rule.within().toMillis();
    long end = example.until().map(until -> Example.START + until.toMillis()).orElse(over);
    List<Notification> found = new ArrayList<>();
    int left = 0;
    for (Map.Entry<String, List<Event>> entry : byKey.entrySet()) {
      PartialMatches matches = matcher.start();
      List<Match> all = new ArrayList<>();
      for (Event event : entry.getValue()) {
        all.addAll(matcher.process(matches, buffer, entry.getKey(), event));
      }
      all.addAll(matcher.advance(matches, buffer, entry.getKey(), end));
      all.forEach(match -> found.add(match.notification()));
      left += matches.size();
    }
    found.sort(Comparator.comparingLong(Notification::timestamp));
    return new ExampleRun(example, found, left);
  }

  /** The titles of what was found. */
  public List<String> titles() {
    return found.stream().map(Notification::title).toList();
  }

  /** Whether it found what the example says, and nothing else. */
  public boolean holds() {
    return titles().equals(example.titles());
  }
}
