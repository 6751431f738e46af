package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A service that was bad in a region, as the simulated platform made it.
 *
 * @param begin of the deployment that went wrong, epoch milliseconds
 * @param end when the service was as before, epoch milliseconds; {@link #OPEN} while it is not
 */
record Cause(String service, String region, long begin, long end) {

  static final long OPEN = Long.MAX_VALUE;

  /** An incident is over within this time after the end of its cause. */
  static final Duration END = Duration.ofMinutes(3);

  /** Whether an incident, as the API returns it, names this place at this time. */
  boolean explains(JsonNode incident) {
    JsonNode context = incident.path("context");
    long began = incident.get("timestamp").asLong();
    return (context.has("service") || context.has("region"))
        && context.path("service").asText(service).equals(service)
        && context.path("region").asText(region).equals(region)
        && began >= begin
        && began - END.toMillis() <= end - (end == OPEN ? END.toMillis() : 0);
  }

  boolean isOpen() {
    return end == OPEN;
  }

  Cause endedAt(long time) {
    return new Cause(service, region, begin, time);
  }

  @Override
  public String toString() {
    return service + " in " + region;
  }
}
