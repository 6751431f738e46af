package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Resolution;
import ai.colonycraft.realtime.rules.Resolve;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one version of a rule emits for one key, by plain loops over the matches of {@link
 * PlainCep}: cool-downs, and incidents that begin, continue and end. Time passes from event to
 * event and from one end of a time to the next.
 */
final class PlainRule {

  /** A record, and for one of an incident the newest of its id. */
  record Published(String id, String title, String message, long timestamp, String end) {}

  private static final class Open {
    final Match first;
    long count = 1;
    Match newest;
    long seen;

    Open(Match first) {
      this.first = first;
      this.newest = first;
      this.seen = first.noticedAt();
    }
  }

  private final Rule rule;
  private final String key;
  private final PlainCep cep;
  private final Set<String> types = new HashSet<>();
  private final List<Published> records = new ArrayList<>();
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<Event, Event> originals = new IdentityHashMap<>();
  private long quietUntil = Long.MIN_VALUE;
  private long matches;

  private PlainRule(Rule rule, String key, PlainCep cep) {
    this.rule = rule;
    this.key = key;
    this.cep = cep;
    for (Step step : rule.steps()) {
      if (step.types().isEmpty()) {
        types.clear();
        break;
      }
      types.addAll(step.types());
    }
  }

  /** What a run found. */
  record Result(List<Published> records, long matches) {}

  /**
   * The records.
   *
   * @param events of the key while the version was in force, in order
   * @param until when it was out of force, or the end
   */
  static Result of(Rule rule, String key, List<Event> events, long until) throws Exception {
    Rule uncounted =
        rule.isCounting() ? RuleReader.read(rule.id(), RandomRules.uncounted(rule.text())) : rule;
    try (PlainCep cep = new PlainCep(uncounted)) {
      PlainRule plain = new PlainRule(rule, key, cep);
      Optional<PlainMeasure> measure =
          rule.starters().get(0).measure().map(m -> new PlainMeasure(rule.starters().get(0), m));
      for (Event event : events) {
        plain.advance(event.timestamp());
        plain.resolve(event);
        if (plain.types.isEmpty() || plain.types.contains(event.type())) {
          boolean takes = measure.isPresent() && measure.get().takes(event, !plain.open.isEmpty());
          List<PlainCep.Found> found = cep.process(takes ? plain.marked(event) : event);
          plain.take(found);
          if (!found.isEmpty()) {
            measure.ifPresent(m -> m.leaveOut(event));
          }
        }
      }
      plain.advance(until);
      for (Open each : plain.open.values()) {
        plain.end(each, Resolution.RULE_CHANGED, until);
      }
      return new Result(plain.records, plain.matches);
    }
  }

  private void advance(long time) throws Exception {
    while (true) {
      long timeout = cep.nextTimeout();
      long expiry = open.values().stream().mapToLong(this::expiry).min().orElse(Long.MAX_VALUE);
      long now = Math.min(timeout, expiry);
      if (now > time) {
        return;
      }
      for (Open each : List.copyOf(open.values())) {
        if (expiry(each) <= now) {
          open.remove(each.first.identity());
          end(each, Resolution.EXPIRED, expiry(each));
        }
      }
      if (timeout <= now) {
        take(cep.advance(now));
      }
    }
  }

  private long expiry(Open each) {
    return each.seen + rule.lifecycle().expires().toMillis();
  }

  private void resolve(Event event) {
    if (rule.lifecycle().resolve().isEmpty() || !rule.lifecycle().resolve().get().fits(event)) {
      return;
    }
    Resolve resolve = rule.lifecycle().resolve().get();
    for (Open each : List.copyOf(open.values())) {
      if (resolve.belongsTo(event, each.first.identityFields())) {
        open.remove(each.first.identity());
        end(each, Resolution.RECOVERED, event.timestamp());
      }
    }
  }

  /** An event that takes a first step that counts, as the rule without counting knows it. */
  private Event marked(Event event) {
    Map<String, Object> unknown = new HashMap<>(event.unknown());
    unknown.put("takes", true);
    Event marked = event.with(unknown);
    originals.put(marked, event);
    return marked;
  }

  private Map<String, List<Event>> originals(Map<String, List<Event>> steps) {
    Map<String, List<Event>> of = new LinkedHashMap<>();
    steps.forEach(
        (name, events) ->
            of.put(name, events.stream().map(e -> originals.getOrDefault(e, e)).toList()));
    return of;
  }

  private void take(List<PlainCep.Found> found) {
    boolean ofSilence = rule.steps().get(rule.steps().size() - 1) instanceof Step.Absent;
    for (PlainCep.Found each : found) {
      Match timeless = new Match(rule, key, originals(each.steps()), each.at());
      long at =
          ofSilence
              ? timeless.first().timestamp() + rule.within().toMillis()
              : timeless.last().timestamp();
      Match match = new Match(rule, key, originals(each.steps()), at);
      matches++;
      if (rule.isOfIncidents()) {
        add(match);
      } else if (at >= quietUntil) {
        records.add(record(match.notification(), match, 1, ""));
        quietUntil = rule.cooldown().isZero() ? quietUntil : at + rule.cooldown().toMillis();
      }
    }
  }

  private void add(Match match) {
    Open known = open.get(match.identity());
    if (known == null) {
      open.put(match.identity(), new Open(match));
    } else {
      known.count++;
      known.newest = match;
      known.seen = Math.max(known.seen, match.noticedAt());
    }
  }

  private void end(Open each, Resolution resolution, long at) {
    records.add(
        record(each.first.notification(), each.newest, each.count, resolution.word() + " " + at));
  }

  private static Published record(Notification first, Match newest, long count, String end) {
    return new Published(
        first.id(),
        first.title(),
        newest.notification().message(),
        first.timestamp(),
        end.isEmpty() ? "" : count + " " + end);
  }
}
