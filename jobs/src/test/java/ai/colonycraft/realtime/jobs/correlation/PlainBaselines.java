package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Rules that compare with what is usual, or one group with others, and what plain loops that keep
 * every event find for each.
 */
final class PlainBaselines {

  private static final long WITHIN = 6000;
  private static final long SLOT = 100;
  private static final long AGAIN = 1000;
  private static final long EXPIRES = 4000;
  private static final int PERIODS = 10;
  private static final int LEAST = 5;

  private static final Map<String, String> STEPS =
      Map.of(
          "usual-sum",
          "sum: {of: tokens, at least: 2, usual: {over: 1 min, times: 1.3}}",
          "usual-share",
          "share: {where: this.tokens > 1, at least: 20 %, from: 2, usual: {over: 1 min,"
              + " deviations: 0.5, times: 1}}",
          "usual-low",
          "avg: {of: tokens, below: 2.5, usual: {over: 1 min, times: 0.8}}",
          "before",
          "avg: {of: tokens, above: 0.5, against: {group: version, with: before, times: 1.5}}",
          "rest",
          "share: {where: this.tokens > 1, at least: 20 %, from: 2, against: {group: version,"
              + " with: rest, times: 1.2}}");

  /** Of incidents, which take a time in which nothing is learnt. */
  private static final Set<String> OF_INCIDENTS = Set.of("usual-share", "usual-low");

  private final String rule;
  private final Map<String, String> found;
  private final List<Event> counted = new ArrayList<>();
  private final Map<String, Boolean> reached = new HashMap<>();
  private final Map<String, Long> takenAt = new HashMap<>();
  private final Set<Long> leftOut = new HashSet<>();

  /** Of each group, the time of its newest event; in the order in which the groups appeared. */
  private final Map<String, Long> groups = new LinkedHashMap<>();

  private String incident;
  private long lastSeen;

  private PlainBaselines(String rule, Map<String, String> found) {
    this.rule = rule;
    this.found = found;
  }

  /** The texts of all rules, by id. */
  static Map<String, String> rules() {
    Map<String, String> rules = new TreeMap<>();
    STEPS.forEach(
        (id, step) ->
            rules.put(
                id,
                """
                {id: %s, key: userId, within: 6 s, %s, skip: none,
                 steps: [{name: it, type: a, %s}],
                 notification: {title: t, message: "${it.eventId} ${it.measured} ${it.usual}"}}
                """
                    .formatted(
                        id,
                        OF_INCIDENTS.contains(id)
                            ? "severity: warning, expires: 4 s"
                            : "severity: info, cooldown: 1 ms",
                        step)));
    return rules;
  }

  /** The messages by notification; of an incident the newest. */
  static Map<String, String> of(String rule, List<Event> arrived, List<Long> changes) {
    Map<String, PlainBaselines> byKey = new HashMap<>();
    Map<String, String> found = new TreeMap<>();
    arrived.stream()
        .sorted(Comparator.comparingLong(Event::timestamp))
        .filter(event -> event.type().equals("a"))
        .forEach(
            event -> {
              long epoch = changes.stream().filter(at -> at < event.timestamp()).count();
              byKey
                  .computeIfAbsent(
                      event.text(Field.USER_ID) + "/" + epoch, k -> new PlainBaselines(rule, found))
                  .next(event);
            });
    return found;
  }

  private void next(Event event) {
    boolean isShare = rule.equals("rest") || rule.equals("usual-share");
    boolean isGrouped = rule.equals("rest") || rule.equals("before");
    String group = isGrouped ? event.text(Field.VERSION) : "";
    if (incident != null && event.timestamp() >= lastSeen + EXPIRES) {
      incident = null;
    }
    if (group == null || !isShare && event.value(Field.TOKENS) == null) {
      return;
    }
    if (isGrouped && !counted.isEmpty()) {
      long newest = counted.get(counted.size() - 1).timestamp();
      if (event.timestamp() >= (newest / WITHIN + 2) * WITHIN) {
        groups.clear();
        counted.clear();
        reached.clear();
      }
    }
    counted.add(event);
    groups.put(group, event.timestamp());
    if (incident != null) {
      leftOut.add(event.timestamp() / WITHIN);
    }
    List<Event> window = window(group, event.timestamp());
    double value = value(window);
    Double other = isGrouped ? others(group, event.timestamp()) : usual(event.timestamp());
    boolean holds =
        other != null && isLimit(window, value) && isBeyond(value, other, event.timestamp());
    if (!holds) {
      reached.put(group, false);
      return;
    }
    boolean fits = !isShare || tokens(event) > 1;
    if (fits
        && (!reached.getOrDefault(group, false)
            || event.timestamp() - takenAt.get(group) >= AGAIN)) {
      reached.put(group, true);
      takenAt.put(group, event.timestamp());
      leftOut.add(event.timestamp() / WITHIN);
      take(event, value, other);
    }
  }

  private void take(Event event, double value, double other) {
    String id = rule + "/" + event.text(Field.USER_ID) + "/" + event.text(Field.EVENT_ID);
    if (OF_INCIDENTS.contains(rule)) {
      incident = incident == null ? id : incident;
      id = incident;
    } else if (event.timestamp() == lastSeen) {
      // Within the cool-down: events of two groups may take the step in one millisecond.
      return;
    }
    lastSeen = event.timestamp();
    found.put(id, event.text(Field.EVENT_ID) + " " + number(value) + " " + number(other));
  }

  private boolean isLimit(List<Event> window, double value) {
    return switch (rule) {
      case "usual-sum" -> value >= 2;
      case "usual-low" -> value < 2.5;
      case "before" -> value > 0.5;
      default -> window.size() >= 2 && value >= 20;
    };
  }

  private boolean isBeyond(double value, double other, long time) {
    return switch (rule) {
      case "usual-sum" -> value > other * 1.3;
      case "usual-low" -> value < other * 0.8;
      case "usual-share" ->
          value > other && value > other + 0.5 * (1.4826 * distance(known(time), other));
      case "before" -> value > other * 1.5;
      default -> value > other * 1.2;
    };
  }

  private List<Event> window(String group, long time) {
    return counted.stream()
        .filter(e -> isOf(e, group))
        .filter(e -> e.timestamp() <= time && e.timestamp() / SLOT > time / SLOT - WITHIN / SLOT)
        .toList();
  }

  private static boolean isOf(Event event, String group) {
    return group.isEmpty() || group.equals(event.text(Field.VERSION));
  }

  private double value(List<Event> window) {
    ToDoubleFunction<List<Event>> share =
        w -> 100.0 * w.stream().filter(e -> tokens(e) > 1).count() / w.size();
    double sum = window.stream().mapToLong(PlainBaselines::tokens).sum();
    return switch (rule) {
      case "usual-sum" -> sum;
      case "usual-low", "before" -> sum / window.size();
      default -> share.applyAsDouble(window);
    };
  }

  private Double others(String group, long time) {
    List<Event> others = new ArrayList<>();
    String before = null;
    boolean isPast = false;
    for (String each : groups.keySet()) {
      isPast |= each.equals(group);
      if (!isPast) {
        before = each;
      }
      if (rule.equals("rest") && !each.equals(group)) {
        others.addAll(window(each, time));
      }
    }
    if (rule.equals("before") && before != null) {
      others.addAll(window(before, groups.get(before)));
    }
    return others.size() < (rule.equals("rest") ? 2 : 1) ? null : (Double) value(others);
  }

  /** The values of the periods before that of a time. */
  private double[] known(long time) {
    List<Double> values = new ArrayList<>();
    long now = time / WITHIN;
    for (long period = now - PERIODS; period < now; period++) {
      long of = period;
      List<Event> events = counted.stream().filter(e -> e.timestamp() / WITHIN == of).toList();
      int from = rule.equals("usual-share") ? 2 : 1;
      if (events.size() >= from && !leftOut.contains(period)) {
        values.add(value(events));
      }
    }
    return values.stream().mapToDouble(v -> v).toArray();
  }

  private Double usual(long time) {
    double[] values = known(time);
    return values.length < LEAST ? null : (Double) middle(values);
  }

  private static double distance(double[] values, double median) {
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    return middle(distances);
  }

  private static double middle(double[] values) {
    double[] sorted = java.util.Arrays.stream(values).sorted().toArray();
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static long tokens(Event event) {
    return event.integer(Field.TOKENS, 0);
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "");
  }
}
