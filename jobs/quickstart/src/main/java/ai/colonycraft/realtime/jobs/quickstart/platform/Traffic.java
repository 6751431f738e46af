package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What services report: requests, some of them traced span by span, errors, and what they use. */
final class Traffic {

  /** Of all requests, those whose spans are kept. */
  static final double TRACED = 0.03;

  private static final List<String> WORKED_FOR =
      List.of("colonyId", "colonyName", "agentId", "agentName");
  private static final double CLIENT_ERRORS = 0.02;
  private static final double SERVER_ERRORS = 0.0005;
  private static final double WORST_SERVER_ERRORS = 0.35;
  private static final double WORST_SLOWNESS = 8;
  private static final int PLACES = Service.ALL.size() * Region.ALL.size() * Service.INSTANCES;

  private final Chance chance;
  private final Deployments deployments;
  private final Consumer<Map<String, Object>> to;
  private final long[] reportedAt = new long[PLACES];
  private int nextReport;
  private long events;

  Traffic(Deployments deployments, Chance chance, Consumer<Map<String, Object>> to) {
    this.deployments = deployments;
    this.chance = chance;
    this.to = to;
  }

  /** One request, made by what a person did. */
  void request(Person person, Map<String, Object> act) {
    long now = (Long) act.get("timestamp");
    Service service = chance.any(Service.ALL, Service::share);
    Region region = person.region();
    double severity = deployments.severity(service, region, now);
    double millis = millis(service, severity);
    String route = chance.early(service.routes());
    int status = status(severity);
    String instance = service.instance(region, chance.below(Service.INSTANCES));
    String trace = chance.hex(32);

    Map<String, Object> event = event("http_request", service, region, instance, now);
    event.put("method", chance.happens(0.7) ? "GET" : "POST");
    event.put("route", route);
    event.put("statusCode", status);
    event.put("durationMs", tenths(millis));
    event.put("responseBytes", Math.round(chance.lognormal(2_000, 1)));
    event.put("userId", person.id());
    event.put("traceId", trace);
    to.accept(event);
    if (status >= 500) {
      error(service, region, instance, route, trace, now);
    }
    if (chance.happens(TRACED)) {
      spans(service, region, instance, route, trace, millis, act);
    }
  }

  /** What the next of all instances has used since it last said so. */
  void resources(long now) {
    int place = nextReport;
    nextReport = (nextReport + 1) % PLACES;
    Service service = Service.ALL.get(place % Service.ALL.size());
    Region region = Region.ALL.get(place / Service.ALL.size() % Region.ALL.size());
    String instance = service.instance(region, place / Service.ALL.size() / Region.ALL.size());
    double seconds = reportedAt[place] == 0 ? 15 : (now - reportedAt[place]) / 1000.0;
    reportedAt[place] = now;
    double busy = 0.15 + 0.5 * region.awake(now) * service.share() / 0.22;
    busy = Math.min(1, busy * (1 + deployments.severity(service, region, now)));

    Map<String, Object> event = event("resource_usage", service, region, instance, now);
    event.put(
        "cpuSeconds", Math.round(seconds * busy * (0.9 + 0.2 * chance.unit()) * 1000) / 1000.0);
    event.put("memoryBytes", Math.round((300 + 900 * busy + 30 * chance.unit()) * (1 << 20)));
    to.accept(event);
  }

  private void error(
      Service service, Region region, String instance, String route, String trace, long now) {
    Map<String, Object> event = event("error", service, region, instance, now);
    event.put("severity", "error");
    event.put("message", chance.early(List.of("upstream timed out", "no connection left", "null")));
    event.put("route", route);
    event.put("traceId", trace);
    to.accept(event);
  }

  /** The gateway's span, and within it the service's and its database's. */
  private void spans(
      Service service,
      Region region,
      String instance,
      String route,
      String trace,
      double millis,
      Map<String, Object> act) {
    String root = chance.hex(16);
    String middle = chance.hex(16);
    String gateway = Service.GATEWAY.instance(region, chance.below(Service.INSTANCES));
    Map<String, Object> proxy =
        span("proxy " + route, Service.GATEWAY, region, gateway, trace, millis * 1.1, act);
    proxy.put("spanId", root);
    Map<String, Object> handler =
        span("handle " + route, service, region, instance, trace, millis, act);
    handler.put("spanId", middle);
    handler.put("parentSpanId", root);
    boolean asksModel = service.name().equals("llm-gateway");
    String inner = asksModel ? "model call" : "database query";
    double waited = millis * (0.4 + 0.4 * chance.unit());
    Map<String, Object> innermost = span(inner, service, region, instance, trace, waited, act);
    innermost.put("spanId", chance.hex(16));
    innermost.put("parentSpanId", middle);
    if (asksModel) {
      innermost.put("tokens", Math.max(1, Math.round(chance.lognormal(700, 0.7))));
    }
    List.of(proxy, handler, innermost).forEach(to);
  }

  /** A span without its own id; most of its time it waits, for the spans within it or others. */
  private Map<String, Object> span(
      String operation,
      Service service,
      Region region,
      String instance,
      String trace,
      double millis,
      Map<String, Object> act) {
    Map<String, Object> event =
        event("span", service, region, instance, (Long) act.get("timestamp"));
    event.put("traceId", trace);
    event.put("operation", operation);
    event.put("durationMs", tenths(millis));
    event.put("cpuSeconds", Math.round(millis * 1000 * 0.1 * (0.5 + chance.unit())) / 1e6);
    for (String whom : WORKED_FOR) {
      if (act.containsKey(whom)) {
        event.put(whom, act.get(whom));
      }
    }
    return event;
  }

  private Map<String, Object> event(
      String type, Service service, Region region, String instance, long now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventId", "service-" + events++);
    event.put("type", type);
    event.put("timestamp", now);
    event.put("service", service.name());
    event.put("instance", instance);
    event.put("version", deployments.version(service, region));
    event.put("region", region.name());
    return event;
  }

  private int status(double severity) {
    if (chance.happens(SERVER_ERRORS + severity * WORST_SERVER_ERRORS)) {
      return chance.any(List.of(500, 502, 503));
    }
    if (chance.happens(CLIENT_ERRORS)) {
      return chance.any(List.of(400, 401, 404, 404, 429));
    }
    return chance.any(List.of(200, 200, 200, 200, 201, 204));
  }

  private double millis(Service service, double severity) {
    return chance.lognormal(service.medianMillis() * (1 + severity * (WORST_SLOWNESS - 1)), 0.5);
  }

  private static double tenths(double millis) {
    return Math.round(millis * 10) / 10.0;
  }
}
