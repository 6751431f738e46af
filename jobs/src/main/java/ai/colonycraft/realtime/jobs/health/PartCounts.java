package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the requests of services by version and route. Not thread-safe. */
final class PartCounts {

  private record Part(String version, String route) {}

  private static final class Counts {
    long requests;
    long errors;
  }

  private final Map<String, Map<Part, Counts>> byService = new HashMap<>();

  /** Counts a request, if it says its version or its route. */
  void request(String service, Event event) {
    String version = textOf(event, Field.VERSION);
    String route = textOf(event, Field.ROUTE);
    if (version.isEmpty() && route.isEmpty()) {
      return;
    }
    Counts counts =
        byService
            .computeIfAbsent(service, s -> new HashMap<>())
            .computeIfAbsent(new Part(version, route), p -> new Counts());
    counts.requests++;
    if (event.integer(Field.STATUS_CODE, 0) >= 500) {
      counts.errors++;
    }
  }

  private static String textOf(Event event, Field field) {
    String text = event.text(field);
    return text == null ? "" : text;
  }

  /** Emits the counts and clears them. */
  void drain(Consumer<PartTally> to) {
    byService.forEach(
        (service, parts) ->
            parts.forEach(
                (part, counts) ->
                    to.accept(
                        new PartTally(
                            service, part.version, part.route, counts.requests, counts.errors))));
    byService.clear();
  }
}
