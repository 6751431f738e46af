package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.ExampleRun;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes the events of a span of time, and finds what a rule matches in them. Not thread-safe. */
final class Backtest {

  /** Events that concern the rule at most. */
  static final int LIMIT = 1_000_000;

  /**
   * One match.
   *
   * @param incident as it was at the end of the span, of a rule of incidents
   */
  record Found(String key, Notification notification, Optional<Incident> incident) {}

  /**
   * What was found.
   *
   * @param events all that were read
   * @param concerned those that the rule can use
   * @param keys of these
   * @param matches the times of all matches in epoch milliseconds, in order
   * @param notified keys with a match
   * @param notifications of a rule of severity info one for each match, of another one for each
   *     incident; in the order of their times
   */
  record Result(
      long events,
      int concerned,
      int keys,
      List<Long> matches,
      int notified,
      List<Found> notifications) {}

  private final Rule rule;
  private final RuleMatcher matcher;
  private final Map<String, List<Event>> byKey = new TreeMap<>();
  private long events;
  private int concerned;

  Backtest(Rule rule) {
    this.rule = rule;
    this.matcher = new RuleMatcher(rule);
  }

  /**
   * Takes an event.
   *
   * @throws UnableException if there are too many
   */
  void take(Event event) {
    events++;
    String key = rule.key().of(event);
    if (key == null || !matcher.concerns(event) && !matcher.resolves(event)) {
      return;
    }
    if (++concerned > LIMIT) {
      throw new UnableException(
          "more than %,d events concern the rule; give a shorter time by --from and --to"
              .formatted(LIMIT));
    }
    byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
  }

  /** Runs the rule over the events, each key's in the order of time, up to the end of the span. */
  Result run(Instant to) {
    List<Long> matches = new ArrayList<>();
    List<Found> found = new ArrayList<>();
    int notified = 0;
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      for (Map.Entry<String, List<Event>> entry : byKey.entrySet()) {
        entry.getValue().sort(Comparator.comparingLong(Event::timestamp));
        Duration until = Duration.ofMillis(to.toEpochMilli() - Example.START);
        Example events =
            new Example("", 0, entry.getValue(), Optional.of(until), List.of(), Optional.empty());
        ExampleRun run = ExampleRun.of(rule, events, buffer);
        run.found().forEach(match -> matches.add(match.timestamp()));
        notified += run.found().isEmpty() ? 0 : 1;
        found.addAll(found(entry.getKey(), run));
      }
    }
    matches.sort(Comparator.naturalOrder());
    found.sort(Comparator.comparingLong(each -> each.notification().timestamp()));
    return new Result(events, concerned, byKey.size(), matches, notified, found);
  }

  private List<Found> found(String key, ExampleRun run) {
    List<Found> found = new ArrayList<>();
    if (rule.isOfIncidents()) {
      run.incidents()
          .forEach(each -> found.add(new Found(key, each.notification(), Optional.of(each))));
      return found;
    }
    long quietUntil = Long.MIN_VALUE;
    Set<String> ids = new HashSet<>();
    for (Notification each : run.found()) {
      if (each.timestamp() >= quietUntil && ids.add(each.id())) {
        found.add(new Found(key, each, Optional.empty()));
        quietUntil = each.timestamp() + rule.cooldown().toMillis();
      }
    }
    return found;
  }
}
