package ai.colonycraft.realtime.push.hub;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The subscribers grouped by selector, so that a message is matched once for all who asked the
 * same. Selectors of one metric are found by its name. Any thread may use it.
 */
final class Subscriptions {

  private static final String PATTERNS = "*";

  private final Map<String, Map<Selector, Set<Subscriber>>> groups = new ConcurrentHashMap<>();

  void add(Selector selector, Subscriber subscriber) {
    groups.compute(
        home(selector),
        (home, found) -> {
          Map<Selector, Set<Subscriber>> map = found == null ? new ConcurrentHashMap<>() : found;
          map.computeIfAbsent(selector, s -> ConcurrentHashMap.newKeySet()).add(subscriber);
          return map;
        });
  }

  void remove(Selector selector, Subscriber subscriber) {
    groups.computeIfPresent(
        home(selector),
        (home, map) -> {
          map.computeIfPresent(
              selector,
              (s, members) -> {
                members.remove(subscriber);
                return members.isEmpty() ? null : members;
              });
          return map.isEmpty() ? null : map;
        });
  }

  /** Calls once for each selector that matches, with all its subscribers. */
  void matching(Message message, Consumer<Set<Subscriber>> action) {
    matching(groups.get(message.metric()), message, action);
    matching(groups.get(PATTERNS), message, action);
  }

  /** All subscribers, each once. */
  Set<Subscriber> everyone() {
    Set<Subscriber> all = new HashSet<>();
    groups.values().forEach(map -> map.values().forEach(all::addAll));
    return all;
  }

  /** Number of different selectors; 0 when all have gone. */
  int size() {
    return groups.values().stream().mapToInt(Map::size).sum();
  }

  private static void matching(
      Map<Selector, Set<Subscriber>> map, Message message, Consumer<Set<Subscriber>> action) {
    if (map != null) {
      map.forEach(
          (selector, members) -> {
            if (selector.matches(message.metric(), message.labels())) {
              action.accept(members);
            }
          });
    }
  }

  private static String home(Selector selector) {
    return selector.isPattern() ? PATTERNS : selector.metric();
  }
}
