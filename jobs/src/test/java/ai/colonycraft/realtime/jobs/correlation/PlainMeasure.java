package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Against;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.Usual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Which events of a key take a first step that counts, by plain loops that keep every event; also
 * where it compares with what is usual, or with other groups.
 */
final class PlainMeasure {

  /** A spread is so many times the median distance. */
  private static final double NORMAL = 1.4826;

  private final Step.Expected step;
  private final Measure measure;
  private final long within;
  private final List<Event> all = new ArrayList<>();

  /** When the step was last taken while the limit was reached, by group. */
  private final Map<String, Long> takenAt = new HashMap<>();

  /** Of each group, the time of its newest event; in the order in which the groups appeared. */
  private final Map<String, Long> groups = new LinkedHashMap<>();

  /** Periods of which nothing is learnt. */
  private final Set<Long> leftOut = new HashSet<>();

  PlainMeasure(Step.Expected step, Measure measure) {
    this.step = step;
    this.measure = measure;
    this.within = measure.within().toMillis();
  }

  /**
   * Takes the key's next event; returns whether it takes the step.
   *
   * @param isDisturbed whether an incident of the key is open
   */
  boolean takes(Event event, boolean isDisturbed) {
    boolean isOfStep =
        (step.types().isEmpty() || step.types().contains(event.type()))
            && step.where().mayHold(event);
    boolean isShare = measure.kind() == Measure.Kind.SHARE;
    boolean fits = measure.where().mayHold(event) && hasValue(event);
    String group = group(event);
    if (!isOfStep || !isShare && !fits || group == null) {
      return false;
    }
    forgetGroups(event.timestamp());
    all.add(event);
    groups.put(group, event.timestamp());
    if (isDisturbed) {
      leaveOut(event);
    }
    if (!isReached(group, event.timestamp())) {
      takenAt.remove(group);
      return false;
    }
    Long before = takenAt.get(group);
    if (!fits || before != null && event.timestamp() - before < measure.againMillis()) {
      return false;
    }
    takenAt.put(group, event.timestamp());
    return true;
  }

  /** A match was complete with an event. */
  void leaveOut(Event event) {
    leftOut.add(period(event));
  }

  private long period(Event event) {
    return event.timestamp() / measure.periodMillis();
  }

  private boolean hasValue(Event event) {
    return measure.of().isEmpty() || measure.of().get().value(event) != null;
  }

  /** The group of an event, the same for all where there are none; null if it has none. */
  private String group(Event event) {
    if (measure.against().isEmpty()) {
      return "";
    }
    Object group = measure.against().get().group().value(event);
    return group == null ? null : group.toString();
  }

  private void forgetGroups(long now) {
    if (measure.against().isPresent()
        && !all.isEmpty()
        && now >= (all.get(all.size() - 1).timestamp() / within + 2) * within) {
      all.clear();
      groups.clear();
      takenAt.clear();
    }
  }

  private boolean isReached(String group, long now) {
    List<Event> window = window(group, now);
    double value = value(window);
    if (window.size() < measure.from()
        || !measure.limit().comparison().holds(value, measure.limit().value())) {
      return false;
    }
    if (measure.against().isPresent()) {
      Against against = measure.against().get();
      List<Event> others = others(against, group, now);
      return !others.isEmpty()
          && others.size() >= measure.from()
          && against.isBeyond(inPercent(others), inPercent(window), measure.limit().comparison());
    }
    return measure.usual().isEmpty() || isUnusual(measure.usual().get(), inPercent(window), now);
  }

  private List<Event> window(String group, long now) {
    long slot = within / 60;
    boolean isExact = measure.kind() == Measure.Kind.DISTINCT;
    return all.stream()
        .filter(e -> group.equals(group(e)) && e.timestamp() <= now)
        .filter(
            e -> isExact ? e.timestamp() > now - within : e.timestamp() / slot > now / slot - 60)
        .toList();
  }

  private List<Event> others(Against against, String group, long now) {
    List<String> order = List.copyOf(groups.keySet());
    List<Event> others = new ArrayList<>();
    if (against.others() == Against.Others.REST) {
      order.stream().filter(g -> !g.equals(group)).forEach(g -> others.addAll(window(g, now)));
    } else if (order.indexOf(group) > 0) {
      String before = order.get(order.indexOf(group) - 1);
      others.addAll(window(before, groups.get(before)));
    }
    return others;
  }

  private boolean isUnusual(Usual usual, double value, long now) {
    long length = measure.periodMillis();
    long period = now / length;
    List<Double> known = new ArrayList<>();
    for (long each = period - usual.stretches(length); each < period; each++) {
      long of = each;
      List<Event> events = all.stream().filter(e -> period(e) == of).toList();
      if (!events.isEmpty() && events.size() >= measure.from() && !leftOut.contains(each)) {
        known.add(inPercent(events));
      }
    }
    if (known.size() < usual.least(length)) {
      return false;
    }
    double middle = middle(known.stream().mapToDouble(v -> v).toArray());
    double spread =
        NORMAL * middle(known.stream().mapToDouble(v -> Math.abs(v - middle)).toArray());
    return usual.isBeyond(new Usual.Level(middle, spread), value, measure.limit().comparison());
  }

  private static double middle(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The value as it is compared: a share in percent. */
  private double inPercent(List<Event> window) {
    return measure.kind() == Measure.Kind.SHARE
        ? 100.0 * window.stream().filter(e -> measure.where().mayHold(e)).count() / window.size()
        : value(window);
  }

  private double value(List<Event> window) {
    return switch (measure.kind()) {
      case COUNT -> window.size();
      case RATE -> window.size() * 1000.0 / within;
      case SUM -> numbers(window).sum();
      case AVG -> numbers(window).sum() / window.size();
      case MAX -> numbers(window).max().orElse(0);
      case DISTINCT ->
          window.stream().map(e -> measure.of().orElseThrow().value(e)).distinct().count();
      default ->
          (double) window.stream().filter(e -> measure.where().mayHold(e)).count() / window.size();
    };
  }

  private DoubleStream numbers(List<Event> window) {
    return window.stream().mapToDouble(e -> measure.of().orElseThrow().number(e));
  }
}
