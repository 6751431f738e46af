package ai.colonycraft.realtime.push.incidents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Incidents as tests write them; times are minutes. */
final class Incidents {

  private Incidents() {}

  /** One that is open, with names and values of its context. */
  static Incident open(String id, int begin, String... context) {
    return of(id, begin, Optional.empty(), List.of("rule:" + id), List.of(), context);
  }

  /** One that has ended. */
  static Incident ended(String id, int begin, int end, String... context) {
    return of(id, begin, Optional.of(end * 60_000L), List.of("rule:" + id), List.of(), context);
  }

  /** An alert that names a rule. */
  static Incident alert(String id, int begin, String rule, String... context) {
    return of(
        id, begin, Optional.empty(), List.of("alert:" + id), List.of("rule:" + rule), context);
  }

  private static Incident of(
      String id,
      int begin,
      Optional<Long> end,
      List<String> sources,
      List<String> sameAs,
      String... context) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < context.length; i += 2) {
      labels.put(context[i], context[i + 1]);
    }
    long at = begin * 60_000L;
    return new Incident(
        id, "critical", "Title of " + id, "test", at, end, at, labels, sources, sameAs);
  }
}
