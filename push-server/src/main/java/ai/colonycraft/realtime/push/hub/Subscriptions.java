package ai.colonycraft.realtime.push.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The subscribers grouped by selector, so that a message is matched once for all who asked the
 * same. Selectors are found by their label names, then by the values that they name, then by metric
 * ({@link MetricIndex}): what a message costs does not depend on the number of selectors that do
 * not match it. Any thread may use it.
 */
final class Subscriptions {

  /** The subscribers of one selector. */
  static final class Group {
    private final Selector selector;
    private final Set<Subscriber> members = ConcurrentHashMap.newKeySet();

    Group(Selector selector) {
      this.selector = selector;
    }

    Selector selector() {
      return selector;
    }
  }

  /** Selectors with the same label names: by the names whose value is given, then by the values. */
  private static final class Labelled {
    private final Map<Set<String>, Map<Map<String, String>, MetricIndex>> byGiven = new HashMap<>();
  }

  private final Map<Selector, Group> groups = new HashMap<>();
  private final Map<Set<String>, Labelled> byNames = new HashMap<>();

  synchronized void add(Selector selector, Subscriber subscriber) {
    Group group = groups.get(selector);
    if (group == null) {
      group = new Group(selector);
      groups.put(selector, group);
      index(selector).add(group);
    }
    group.members.add(subscriber);
  }

  synchronized void remove(Selector selector, Subscriber subscriber) {
    Group group = groups.get(selector);
    if (group == null) {
      return;
    }
    group.members.remove(subscriber);
    if (group.members.isEmpty()) {
      groups.remove(selector);
      index(selector).remove(group);
      removeEmpty(selector);
    }
  }

  /** Calls once for each selector that matches, with all its subscribers. */
  void matching(Message message, Consumer<Set<Subscriber>> action) {
    find(message).forEach(found -> found.forEach(group -> action.accept(group.members)));
  }

  /** All subscribers, each once. */
  synchronized Set<Subscriber> everyone() {
    Set<Subscriber> all = new HashSet<>();
    groups.values().forEach(group -> all.addAll(group.members));
    return all;
  }

  /** Number of different selectors; 0 when all have gone. */
  synchronized int size() {
    return groups.size();
  }

  private synchronized List<List<Group>> find(Message message) {
    Map<String, String> labels = message.labels();
    Labelled labelled = byNames.get(labels.keySet());
    if (labelled == null) {
      return List.of();
    }
    List<List<Group>> found = new ArrayList<>(labelled.byGiven.size());
    labelled.byGiven.forEach(
        (names, byValues) -> {
          MetricIndex metrics = byValues.get(only(names, labels));
          if (metrics != null) {
            found.add(metrics.matching(message.metric()));
          }
        });
    return found;
  }

  private MetricIndex index(Selector selector) {
    Map<String, String> given = selector.givenLabels();
    return byNames
        .computeIfAbsent(selector.labels().keySet(), names -> new Labelled())
        .byGiven
        .computeIfAbsent(given.keySet(), names -> new HashMap<>())
        .computeIfAbsent(given, values -> new MetricIndex());
  }

  private void removeEmpty(Selector selector) {
    Map<String, String> given = selector.givenLabels();
    byNames.computeIfPresent(
        selector.labels().keySet(),
        (names, labelled) -> {
          labelled.byGiven.computeIfPresent(
              given.keySet(),
              (givenNames, byValues) -> {
                byValues.computeIfPresent(given, (v, index) -> index.isEmpty() ? null : index);
                return byValues.isEmpty() ? null : byValues;
              });
          return labelled.byGiven.isEmpty() ? null : labelled;
        });
  }

  private static Map<String, String> only(Set<String> names, Map<String, String> labels) {
    if (names.size() == labels.size()) {
      return labels;
    }
    Map<String, String> some = new HashMap<>();
    names.forEach(name -> some.put(name, labels.get(name)));
    return some;
  }
}
