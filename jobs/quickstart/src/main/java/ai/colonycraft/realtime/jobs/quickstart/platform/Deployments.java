package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** New versions of services: most go well, now and then one is an {@link Incident}. */
final class Deployments {

  private static final String UNHEALTHY = "unhealthy: errors and latency above the limit";
  private static final double EVERY_MILLIS = 6 * 60_000;
  private static final double INCIDENT_EVERY_MILLIS = 15 * 60_000;

  private record Place(Service service, Region region) {}

  private record Step(long at, LongConsumer change) {}

  private final Chance chance;
  private final Consumer<Map<String, Object>> to;
  private final Map<Place, Integer> versions = new HashMap<>();
  private final Queue<Step> steps = new PriorityQueue<>(Comparator.comparingLong(Step::at));
  private Incident incident;
  private long events;

  /**
   * Lets every service say that it is healthy, and plans what comes after the start; {@code to}
   * takes the events as they happen. The first incident begins this many milliseconds after the
   * start.
   */
  Deployments(
      long start, long firstIncidentMillis, Chance chance, Consumer<Map<String, Object>> to) {
    this.chance = chance;
    this.to = to;
    for (Service service : Service.ALL) {
      Region.ALL.forEach(region -> health(new Place(service, region), "healthy", true, start));
    }
    plan(start + (long) chance.wait(EVERY_MILLIS), this::goWell);
    plan(start + firstIncidentMillis, this::goWrong);
  }

  /** The version that serves in a region. */
  String version(Service service, Region region) {
    return "2.4." + versions.getOrDefault(new Place(service, region), 0);
  }

  /** How bad a service in a region is at a time, from 0, as always, to 1. */
  double severity(Service service, Region region, long now) {
    return incident != null && incident.hits(service, region) ? incident.severity(now) : 0;
  }

  /** When something happens next, epoch milliseconds. */
  long next() {
    return steps.element().at;
  }

  /** Lets happen what is next. */
  void step() {
    Step step = steps.remove();
    step.change.accept(step.at);
  }

  private void goWell(long now) {
    Place place = new Place(chance.any(Service.ALL), chance.any(Region.ALL));
    if (incident == null || !incident.hits(place.service, place.region)) {
      deploy(place, versions.getOrDefault(place, 0) + 1, now);
    }
    plan(now + Incident.DEPLOY_MILLIS + (long) chance.wait(EVERY_MILLIS), this::goWell);
  }

  private void goWrong(long now) {
    Place place = new Place(chance.any(Service.ALL, Service::share), chance.early(Region.ALL));
    int good = versions.getOrDefault(place, 0);
    incident = new Incident(place.service, place.region, now);
    deploy(place, good + 1, now);
    plan(now + Incident.NOTICED_MILLIS, at -> health(place, UNHEALTHY, false, at));
    plan(now + Incident.ROLLBACK_MILLIS, at -> deploy(place, good, at));
    plan(
        now + Incident.END_MILLIS,
        at -> {
          incident = null;
          health(place, "healthy again", true, at);
        });
    long pause = (long) chance.wait(INCIDENT_EVERY_MILLIS);
    plan(now + Incident.END_MILLIS + 1 + pause, this::goWrong);
  }

  private void deploy(Place place, int version, long now) {
    to.accept(event("deployment_started", place, version, now));
    plan(
        now + Incident.DEPLOY_MILLIS,
        at -> {
          versions.put(place, version);
          to.accept(event("deployment_finished", place, version, at));
        });
  }

  private void health(Place place, String message, boolean good, long now) {
    Map<String, Object> event =
        event("health_changed", place, versions.getOrDefault(place, 0), now);
    event.put("severity", good ? "info" : "critical");
    event.put("message", message);
    event.put("value", good ? 1 : 0);
    to.accept(event);
  }

  private Map<String, Object> event(String type, Place place, int version, long now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventId", "deployment-" + events++);
    event.put("type", type);
    event.put("timestamp", now);
    event.put("service", place.service.name());
    event.put("region", place.region.name());
    event.put("version", "2.4." + version);
    return event;
  }

  private void plan(long at, LongConsumer change) {
    steps.add(new Step(at, change));
  }
}
