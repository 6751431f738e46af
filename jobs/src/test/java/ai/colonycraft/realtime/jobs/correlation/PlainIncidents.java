package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Three rules of incidents, and what plain loops over the same events find for each. */
final class PlainIncidents {

  /** Each event of type a with at least 2 tokens; an event of type b ends it. */
  static final String ONE =
      """
      {id: one, key: userId, within: 1 s, severity: warning, skip: none, expires: 5 s,
       identity: [it.version], resolve: {type: b, where: this.tokens > 0},
       steps: [{name: it, type: a, where: this.tokens >= 2}],
       notification: {title: t, message: "${it.eventId}"}}
      """;

  /** An a and the b after it, within 4 seconds; a c of any version ends it. */
  static final String PAIR =
      """
      {id: pair, key: userId, within: 4 s, severity: critical, skip: none, expires: 3 s,
       identity: [first.version, first.tokens], resolve: {type: c, same: tokens},
       steps: [{name: first, type: a}, {name: second, type: b}],
       notification: {title: t, message: "${second.eventId}"}}
      """;

  /** An a without a b of its version within 3 seconds; such a b ends it. */
  static final String SILENCE =
      """
      {id: silence, key: userId, within: 3 s, severity: critical, skip: none, expires: 10 s,
       identity: [it.version], resolve: {type: b},
       steps: [{name: it, type: a},
         {name: no, contiguity: notFollowedBy, type: b, where: this.version == it.version}],
       notification: {title: t, message: "${it.eventId}"}}
      """;

  /** What became of an incident. */
  record Outcome(
      String identity,
      long begin,
      long count,
      long lastSeenAt,
      String message,
      String resolution,
      long resolvedAt) {}

  private static final class Open {
    final String id;
    final String identity;
    final Event first;
    final long begin;
    long count;
    long seen;
    String message;

    Open(String id, String identity, Event first, long begin) {
      this.id = id;
      this.identity = identity;
      this.first = first;
      this.begin = begin;
      this.seen = begin;
    }
  }

  /** A match: when it is complete, its first event, and the event that its message names. */
  private record Hit(long at, Event first, Event named) {}

  private final String rule;
  private final Map<String, Outcome> outcomes = new TreeMap<>();
  private final List<Open> open = new ArrayList<>();

  private PlainIncidents(String rule) {
    this.rule = rule;
  }

  /**
   * The incidents of a rule, by id.
   *
   * @param events of all keys, in the order of their arrival
   * @param changes times after which the rule begins anew
   */
  static Map<String, Outcome> of(String rule, List<Event> events, List<Long> changes) {
    PlainIncidents plain = new PlainIncidents(rule);
    Map<String, List<Event>> byKey = new HashMap<>();
    events.stream()
        .sorted(Comparator.comparingLong(Event::timestamp))
        .forEach(
            event ->
                byKey
                    .computeIfAbsent(event.text(Field.USER_ID), k -> new ArrayList<>())
                    .add(event));
    byKey.values().forEach(ofKey -> plain.key(ofKey, changes));
    return plain.outcomes;
  }

  private void key(List<Event> events, List<Long> changes) {
    long from = Long.MIN_VALUE;
    List<Long> ends = new ArrayList<>(changes);
    ends.add(Long.MAX_VALUE);
    for (long until : ends) {
      long after = from;
      segment(
          events.stream().filter(e -> e.timestamp() > after && e.timestamp() <= until).toList(),
          until);
      from = until;
    }
  }

  private void segment(List<Event> events, long until) {
    List<Hit> timed = new ArrayList<>();
    if (rule.equals("silence")) {
      silences(events, timed);
    }
    timed.removeIf(hit -> hit.at() > until);
    timed.sort(Comparator.comparingLong(Hit::at));
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      while (!timed.isEmpty() && timed.get(0).at() <= event.timestamp()) {
        Hit hit = timed.remove(0);
        expire(hit.at());
        add(hit);
      }
      expire(event.timestamp());
      resolve(event);
      if (!rule.equals("silence")) {
        hits(events, i).forEach(this::add);
      }
    }
    for (Hit hit : timed) {
      expire(hit.at());
      add(hit);
    }
    expire(until);
    for (Open each : open) {
      end(each, "rule_changed", Math.max(until, each.seen));
    }
    open.clear();
  }

  private static void silences(List<Event> events, List<Hit> to) {
    for (int i = 0; i < events.size(); i++) {
      Event a = events.get(i);
      boolean followed = !a.type().equals("a");
      for (Event b : events.subList(i + 1, events.size())) {
        followed |=
            b.type().equals("b")
                && b.timestamp() < a.timestamp() + 3000
                && a.text(Field.VERSION) != null
                && a.text(Field.VERSION).equals(b.text(Field.VERSION));
      }
      if (!followed) {
        to.add(new Hit(a.timestamp() + 3000, a, a));
      }
    }
  }

  /** The matches that an event completes, of which the oldest is first. */
  private List<Hit> hits(List<Event> events, int i) {
    Event last = events.get(i);
    List<Hit> hits = new ArrayList<>();
    if (rule.equals("one") && last.type().equals("a") && last.integer(Field.TOKENS, 0) >= 2) {
      hits.add(new Hit(last.timestamp(), last, last));
    }
    if (rule.equals("pair") && last.type().equals("b")) {
      int previous = i - 1;
      while (previous >= 0 && !events.get(previous).type().equals("b")) {
        previous--;
      }
      for (Event a : events.subList(previous + 1, i)) {
        if (a.type().equals("a") && last.timestamp() < a.timestamp() + 4000) {
          hits.add(new Hit(last.timestamp(), a, last));
        }
      }
    }
    return hits;
  }

  private void add(Hit hit) {
    String identity = rule + "/" + hit.first().text(Field.USER_ID);
    if (hit.first().text(Field.VERSION) != null) {
      identity += "/version=" + hit.first().text(Field.VERSION);
    }
    if (rule.equals("pair") && hit.first().value(Field.TOKENS) != null) {
      identity += "/tokens=" + hit.first().value(Field.TOKENS);
    }
    Open found = null;
    for (Open each : open) {
      found = each.identity.equals(identity) ? each : found;
    }
    if (found == null) {
      String id =
          String.join("/", rule, hit.first().text(Field.USER_ID), hit.first().text(Field.EVENT_ID));
      found = new Open(id, identity, hit.first(), hit.at());
      open.add(found);
    }
    found.count++;
    found.seen = hit.at();
    found.message = hit.named().text(Field.EVENT_ID);
  }

  private void resolve(Event event) {
    boolean fits =
        rule.equals("one")
            ? event.type().equals("b") && event.integer(Field.TOKENS, 0) > 0
            : event.type().equals(rule.equals("pair") ? "c" : "b");
    Field same = rule.equals("pair") ? Field.TOKENS : Field.VERSION;
    for (Open each : List.copyOf(open)) {
      Object theirs = each.first.value(same);
      Object mine = event.value(same);
      if (fits && (theirs == null || mine == null || theirs.equals(mine))) {
        open.remove(each);
        end(each, "recovered", event.timestamp());
      }
    }
  }

  private void expire(long time) {
    long after = rule.equals("one") ? 5000 : rule.equals("pair") ? 3000 : 10_000;
    for (Open each : List.copyOf(open)) {
      if (each.seen + after <= time) {
        open.remove(each);
        end(each, "expired", each.seen + after);
      }
    }
  }

  private void end(Open each, String resolution, long at) {
    outcomes.put(
        each.id,
        new Outcome(
            each.identity, each.begin, each.count, each.seen, each.message, resolution, at));
  }
}
