package ai.colonycraft.realtime.push.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds groups of subscribers by the name of a metric. Patterns are compared with a name once, when
 * either is new; the results are cached within a bound, and the names that were used least recently
 * are given up. Not thread-safe.
 */
final class MetricIndex {

  /** Cached names, and references from them to groups, at most; some 8 bytes each. */
  private static final int CACHED = 200_000;

  private final Map<String, Subscriptions.Group> byName = new HashMap<>();
  private final Set<Subscriptions.Group> patterns = new HashSet<>();
  private final Map<String, List<Subscriptions.Group>> found = new LinkedHashMap<>(16, 0.75f, true);
  private final int limit;
  private int cached;

  MetricIndex() {
    this(CACHED);
  }

  /** Takes how many names and references may be cached. */
  MetricIndex(int limit) {
    this.limit = limit;
  }

  void add(Subscriptions.Group group) {
    change(group, true);
  }

  void remove(Subscriptions.Group group) {
    change(group, false);
  }

  boolean isEmpty() {
    return byName.isEmpty() && patterns.isEmpty();
  }

  /** Number of names and references that are cached. */
  int cached() {
    return cached;
  }

  /** The groups whose selectors match a metric; the list does not change any more. */
  List<Subscriptions.Group> matching(String metric) {
    if (patterns.isEmpty()) {
      Subscriptions.Group named = byName.get(metric);
      return named == null ? List.of() : List.of(named);
    }
    List<Subscriptions.Group> known = found.get(metric);
    if (known == null) {
      known = compare(metric);
      cached += weight(known);
      found.put(metric, known);
      giveUp();
    }
    return known;
  }

  private List<Subscriptions.Group> compare(String metric) {
    List<Subscriptions.Group> all = new ArrayList<>();
    Subscriptions.Group named = byName.get(metric);
    if (named != null) {
      all.add(named);
    }
    for (Subscriptions.Group pattern : patterns) {
      if (pattern.selector().matchesMetric(metric)) {
        all.add(pattern);
      }
    }
    return List.copyOf(all);
  }

  private void change(Subscriptions.Group group, boolean added) {
    Selector selector = group.selector();
    if (!selector.isPattern()) {
      if (added) {
        byName.put(selector.metric(), group);
      } else {
        byName.remove(selector.metric());
      }
      List<Subscriptions.Group> gone = found.remove(selector.metric());
      cached -= gone == null ? 0 : weight(gone);
      return;
    }
    if (added) {
      patterns.add(group);
    } else {
      patterns.remove(group);
    }
    if (patterns.isEmpty()) {
      found.clear();
      cached = 0;
      return;
    }
    found.replaceAll(
        (metric, before) ->
            selector.matchesMetric(metric) ? changed(before, group, added) : before);
    cached = found.values().stream().mapToInt(MetricIndex::weight).sum();
    giveUp();
  }

  private static List<Subscriptions.Group> changed(
      List<Subscriptions.Group> before, Subscriptions.Group group, boolean added) {
    List<Subscriptions.Group> after = new ArrayList<>(before);
    if (added) {
      after.add(group);
    } else {
      after.remove(group);
    }
    return List.copyOf(after);
  }

  /**
   * Gives up the names that were used least recently; one that is over the bound alone goes too.
   */
  private void giveUp() {
    var oldest = found.values().iterator();
    while (cached > limit) {
      cached -= weight(oldest.next());
      oldest.remove();
    }
  }

  private static int weight(List<Subscriptions.Group> groups) {
    return groups.size() + 1;
  }
}
