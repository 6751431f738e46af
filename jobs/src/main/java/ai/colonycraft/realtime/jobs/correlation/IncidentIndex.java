package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.match.Incident;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of one subtask that have open incidents, by rule, and how many are open by rule and
 * severity. It follows from the state, which is read once at the start. Not thread-safe.
 */
final class IncidentIndex {

  /** By rule: how many are open at each key. */
  private final Map<String, Map<String, Integer>> keys = new HashMap<>();

  private final Map<List<String>, Long> open = new HashMap<>();

  /** An incident was opened, or read from the state. */
  void opened(Incident incident, String key) {
    change(incident, key, 1);
  }

  /** An incident ended. */
  void ended(Incident incident, String key) {
    change(incident, key, -1);
  }

  private void change(Incident incident, String key, int more) {
    String rule = incident.notification().source();
    Map<String, Integer> ofRule = keys.computeIfAbsent(rule, r -> new HashMap<>());
    ofRule.merge(key, more, IncidentIndex::sum);
    if (ofRule.isEmpty()) {
      keys.remove(rule);
    }
    open.merge(
        List.of(rule, incident.notification().type().word()), (long) more, IncidentIndex::sum);
  }

  private static Integer sum(Integer a, Integer b) {
    return a + b == 0 ? null : a + b;
  }

  private static Long sum(Long a, Long b) {
    return a + b == 0 ? null : a + b;
  }

  /** The keys with open incidents of a rule. */
  Set<String> keys(String rule) {
    return Set.copyOf(keys.getOrDefault(rule, Map.of()).keySet());
  }

  /** How many are open, by rule and severity; not to be changed. */
  Map<List<String>, Long> open() {
    return open;
  }
}
