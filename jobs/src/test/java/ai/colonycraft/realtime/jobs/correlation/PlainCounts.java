package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Rules that count, and what plain loops that keep every event find for each. */
final class PlainCounts {

  private static final long WITHIN = 6000;
  private static final long SLOT = 100;

  /**
   * How long after an event that took a first step the next takes it, while the limit is reached.
   */
  private static final long AGAIN = 1000;

  /** Of the rule whose counting step comes after another. */
  private static final long SEQUENCE_WITHIN = 10_000;

  /**
   * A rule of one counting step.
   *
   * @param step the measure as the rule has it
   * @param counted which events of type a
   * @param reached of the events of the window, the last of which is judged
   * @param result the value for people
   * @param exactly whether the window is as long as the rule says, not made of stretches
   */
  private record One(
      String step,
      Predicate<Event> counted,
      Predicate<List<Event>> reached,
      ToDoubleFunction<List<Event>> result,
      boolean exactly) {}

  private static final Map<String, One> ONES = new TreeMap<>();

  static {
    ONES.put("count", one("count: {at least: 4}", e -> true, w -> w.size() >= 4, List::size));
    ONES.put(
        "rate",
        one("rate: {above: 0.5}", e -> true, w -> w.size() / 6.0 > 0.5, w -> w.size() / 6.0));
    ONES.put(
        "sum",
        one(
            "sum: {of: tokens, at least: 9, where: this.tokens != 2}",
            e -> has(e) && tokens(e) != 2,
            w -> sum(w) >= 9,
            PlainCounts::sum));
    ONES.put(
        "avg",
        one(
            "avg: {of: tokens, below: 1.5, from: 3}",
            PlainCounts::has,
            w -> w.size() >= 3 && sum(w) / w.size() < 1.5,
            w -> sum(w) / w.size()));
    ONES.put(
        "max",
        one(
            "max: {of: \"extra['size']\", above: 97}",
            e -> true,
            w -> max(w) > 97,
            PlainCounts::max));
    ONES.put(
        "percentile",
        one(
            "p90: {of: tokens, at least: 3, from: 4}",
            PlainCounts::has,
            w -> w.size() >= 4 && percentile(w, 0.9) >= 3,
            w -> 100.0 * w.stream().filter(e -> tokens(e) >= 3).count() / w.size()));
    ONES.put(
        "distinct",
        new One(
            "distinct: {of: \"extra['ip']\", at least: 4}",
            e -> true,
            w -> ips(w) >= 4,
            w -> Math.min(4, ips(w)),
            true));
  }

  private PlainCounts() {}

  private static One one(
      String step,
      Predicate<Event> counted,
      Predicate<List<Event>> reached,
      ToDoubleFunction<List<Event>> result) {
    return new One(step, counted, reached, result, false);
  }

  /** The texts of all rules, by id. */
  static Map<String, String> rules() {
    Map<String, String> rules = new TreeMap<>();
    ONES.forEach((id, one) -> rules.put(id, text(id, one.step)));
    rules.put("share", text("share", "share: {at least: 60 %, where: this.tokens > 1, from: 4}"));
    rules.put(
        "sequence",
        """
        {id: sequence, key: userId, within: 10 s, severity: info, skip: none,
         steps: [{name: begin, type: b},
           {name: it, type: a, count: {at least: 3, where: this.tokens >= 1, within: 6 s}}],
         notification: {title: t, message: "${it.eventId} ${it.measured}"}}
        """);
    return rules;
  }

  private static String text(String id, String step) {
    return """
        {id: %s, key: userId, within: 6 s, severity: info, cooldown: 1 ms, skip: none,
         steps: [{name: it, type: a, %s}],
         notification: {title: t, message: "${it.eventId} ${it.measured}"}}
        """
        .formatted(id, step);
  }

  /**
   * The messages by notification.
   *
   * @param arrived in the order in which they arrived, none too late
   * @param changes the times at which the rule began anew
   */
  static Map<String, String> of(String rule, List<Event> arrived, List<Long> changes) {
    Map<String, List<Event>> byKey = new HashMap<>();
    arrived.stream()
        .sorted(Comparator.comparingLong(Event::timestamp))
        .forEach(
            event ->
                byKey
                    .computeIfAbsent(
                        event.text(Field.USER_ID) + "/" + epoch(event, changes),
                        k -> new ArrayList<>())
                    .add(event));
    Map<String, String> found = new TreeMap<>();
    for (List<Event> events : byKey.values()) {
      switch (rule) {
        case "sequence" -> sequence(events, found);
        case "share" -> share(events, found);
        default -> first(rule, ONES.get(rule), events, found);
      }
    }
    return found;
  }

  private static long epoch(Event event, List<Long> changes) {
    return changes.stream().filter(change -> change < event.timestamp()).count();
  }

  private static void first(String id, One one, List<Event> events, Map<String, String> found) {
    Takes takes = new Takes(id, found);
    List<Event> counted = new ArrayList<>();
    for (Event event : events) {
      if (isOf(event, "a") && one.counted.test(event)) {
        counted.add(event);
        List<Event> window =
            counted.stream()
                .filter(
                    e ->
                        one.exactly
                            ? e.timestamp() > event.timestamp() - WITHIN
                            : isIn(e, event.timestamp()))
                .toList();
        takes.next(event, true, one.reached.test(window), one.result.applyAsDouble(window));
      }
    }
  }

  private static void share(List<Event> events, Map<String, String> found) {
    Takes takes = new Takes("share", found);
    List<Event> all = new ArrayList<>();
    for (Event event : events) {
      if (isOf(event, "a")) {
        all.add(event);
        List<Event> window = all.stream().filter(e -> isIn(e, event.timestamp())).toList();
        double fit = window.stream().filter(e -> has(e) && tokens(e) > 1).count();
        takes.next(
            event,
            has(event) && tokens(event) > 1,
            window.size() >= 4 && fit * 10 >= window.size() * 6,
            100 * fit / window.size());
      }
    }
  }

  /** The events that take a first step: when the limit is reached, and again while it is. */
  private static final class Takes {

    private final String rule;
    private final Map<String, String> found;
    private boolean before;
    private long takenAt;

    Takes(String rule, Map<String, String> found) {
      this.rule = rule;
      this.found = found;
    }

    void next(Event event, boolean fits, boolean reached, double result) {
      if (!reached) {
        before = false;
      } else if (fits && (!before || event.timestamp() - takenAt >= AGAIN)) {
        before = true;
        takenAt = event.timestamp();
        found.put(id(rule, event), message(event, result));
      }
    }
  }

  private static void sequence(List<Event> events, Map<String, String> found) {
    for (int begin = 0; begin < events.size(); begin++) {
      Event first = events.get(begin);
      for (int i = begin + 1; isOf(first, "b") && i < events.size(); i++) {
        Event event = events.get(i);
        if (event.timestamp() - first.timestamp() >= SEQUENCE_WITHIN) {
          break;
        }
        if (isCounted(event) && counted(events, i, first.timestamp()) >= 3) {
          long newest = newest(events, i);
          found.put(id("sequence", first), message(event, counted(events, i, newest)));
          break;
        }
      }
    }
  }

  private static boolean isCounted(Event event) {
    return isOf(event, "a") && has(event) && tokens(event) >= 1;
  }

  private static long newest(List<Event> events, int until) {
    return events.subList(0, until).stream()
        .filter(e -> isOf(e, "b"))
        .mapToLong(Event::timestamp)
        .max()
        .orElseThrow();
  }

  private static long counted(List<Event> events, int last, long after) {
    long now = events.get(last).timestamp();
    return events.subList(0, last + 1).stream()
        .filter(e -> isCounted(e) && e.timestamp() > after && isIn(e, now))
        .count();
  }

  /** Whether an event is in the sixty stretches that end with that of a time. */
  private static boolean isIn(Event event, long time) {
    return event.timestamp() / SLOT > time / SLOT - WITHIN / SLOT;
  }

  private static boolean isOf(Event event, String type) {
    return event.type().equals(type);
  }

  private static boolean has(Event event) {
    return event.value(Field.TOKENS) != null;
  }

  private static long tokens(Event event) {
    return event.integer(Field.TOKENS, 0);
  }

  private static double sum(List<Event> window) {
    return window.stream().mapToLong(PlainCounts::tokens).sum();
  }

  private static double max(List<Event> window) {
    return window.stream().mapToLong(e -> (Long) e.unknown().get("size")).max().orElse(0);
  }

  private static long ips(List<Event> window) {
    return window.stream().map(e -> e.unknown().get("ip")).distinct().count();
  }

  /** By nearest rank. */
  private static long percentile(List<Event> window, double part) {
    long[] sorted = window.stream().mapToLong(PlainCounts::tokens).sorted().toArray();
    return sorted[(int) Math.ceil(part * sorted.length) - 1];
  }

  private static String id(String rule, Event first) {
    return rule + "/" + first.text(Field.USER_ID) + "/" + first.text(Field.EVENT_ID);
  }

  private static String message(Event event, double result) {
    String number = String.format(java.util.Locale.ROOT, "%.2f", result);
    return event.text(Field.EVENT_ID) + " " + number.replaceFirst("\\.?0+$", "");
  }
}
