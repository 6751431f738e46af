package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Selectors, for the comparison with many messages: names of metrics are compared once, and the
 * results are kept for a bounded number of names. Not thread-safe.
 */
final class Wanted {

  private static final int NAMES = 256;

  private final List<Selector> selectors;
  private final Map<String, List<Selector>> byMetric = new HashMap<>();

  Wanted(List<Selector> selectors) {
    this.selectors = selectors;
  }

  /** Whether one of the selectors means the message's series. */
  boolean matches(Message message) {
    List<Selector> named = byMetric.get(message.metric());
    if (named == null) {
      named = selectors.stream().filter(s -> s.matchesMetric(message.metric())).toList();
      if (byMetric.size() == NAMES) {
        byMetric.clear();
      }
      byMetric.put(message.metric(), named);
    }
    for (Selector selector : named) {
      if (selector.matchesLabels(message.labels())) {
        return true;
      }
    }
    return false;
  }
}
