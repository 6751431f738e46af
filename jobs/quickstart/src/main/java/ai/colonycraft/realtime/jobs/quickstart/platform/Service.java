package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.List;

/**
 * A service of the platform as its region runs it.
 *
 * @param medianMillis how long a request takes in the middle
 * @param share of all requests, of 1
 * @param routes the most asked first
 */
record Service(String name, double medianMillis, double share, List<String> routes) {

  /** The one that every request comes through. */
  static final Service GATEWAY =
      new Service("api-gateway", 18, 0.22, List.of("/v1/colonies", "/v1/agents", "/v1/session"));

  /** The one that pages are made of. */
  static final Service ASSETS =
      new Service(
          "asset-service", 8, 0.1, List.of("/assets/{id}", "/presentations", "/thumbnails"));

  static final List<Service> ALL =
      List.of(
          GATEWAY,
          new Service(
              "colony-service",
              35,
              0.2,
              List.of("/colonies/{id}", "/colonies", "/colonies/{id}/layout")),
          new Service(
              "agent-service",
              60,
              0.18,
              List.of("/agents/{id}/actions", "/agents", "/agents/{id}")),
          new Service("llm-gateway", 650, 0.12, List.of("/completions", "/embeddings")),
          new Service("auth-service", 12, 0.1, List.of("/token", "/session", "/logout")),
          ASSETS,
          new Service("notification-service", 15, 0.05, List.of("/notifications", "/read")),
          new Service("billing-service", 40, 0.03, List.of("/usage", "/invoices")));

  /** Processes that run it in each region. */
  static final int INSTANCES = 2;

  String instance(Region region, int number) {
    return "%s-%s-%d".formatted(name, region.name(), number);
  }
}
