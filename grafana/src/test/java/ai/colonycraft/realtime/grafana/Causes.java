package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What went wrong on the platform, known from its own events and not from the product: a service
 * that reports to be unhealthy in a region is bad from its last deployment there until it reports
 * to be healthy.
 */
final class Causes {

  private record Place(String service, String region) {

    static Place of(JsonNode event) {
      return new Place(event.path("service").asText(), event.path("region").asText());
    }
  }

  private final Map<Place, JsonNode> deployed = new HashMap<>();
  private final List<Cause> all = new ArrayList<>();

  /** Whether an event matters here. */
  static boolean concerns(JsonNode event) {
    String type = event.path("type").asText();
    return type.equals("deployment_started") || type.equals("health_changed");
  }

  /** Takes an event, in the order of the topic. */
  void take(JsonNode event) {
    Place place = Place.of(event);
    long time = event.path("timestamp").asLong();
    if (event.path("type").asText().equals("deployment_started")) {
      deployed.put(place, event);
    } else if (event.path("value").asDouble(1) < 1) {
      deployed.putIfAbsent(place, event);
      if (openAt(place).isEmpty()) {
        all.add(
            new Cause(
                place.service,
                place.region,
                deployed.get(place).get("timestamp").asLong(),
                Cause.OPEN));
      }
    } else {
      deployed.putIfAbsent(place, event);
      openAt(place).ifPresent(cause -> end(cause, time));
    }
  }

  /** One that is known without an event of the platform. */
  void add(Cause cause) {
    all.add(cause);
  }

  /** Ends one that was added. */
  void end(Cause cause, long time) {
    all.set(all.indexOf(cause), cause.endedAt(time));
  }

  List<Cause> all() {
    return List.copyOf(all);
  }

  /** Of the causes that explain an incident the one that ended last. */
  Optional<Cause> of(JsonNode incident) {
    return all.stream()
        .filter(cause -> cause.explains(incident))
        .max(Comparator.comparingLong(Cause::end));
  }

  /** A region in which the service of a cause is deployed too and is not bad. */
  Optional<String> soundRegion(Cause cause) {
    return new TreeSet<>(
            deployed.keySet().stream()
                .filter(place -> place.service.equals(cause.service()))
                .filter(place -> openAt(place).isEmpty())
                .map(Place::region)
                .toList())
        .stream().findFirst();
  }

  private Optional<Cause> openAt(Place place) {
    return all.stream()
        .filter(
            cause ->
                cause.isOpen()
                    && cause.service().equals(place.service)
                    && cause.region().equals(place.region))
        .findFirst();
  }
}
