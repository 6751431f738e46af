package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.event.IgnoredCounts;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import java.util.ArrayList;
import java.util.List;

/** The metrics of the service-health job: every name, label and limit in one place. */
public final class HealthMetrics {

  static final String REQUESTS = "http_requests_total";
  static final String CPU = "container_cpu_usage_seconds_total";
  static final String MEMORY = "container_memory_working_set_bytes";
  static final String HEALTH = "service_health";
  static final String DEPLOYMENTS = "deployment_timestamp_seconds";
  static final String ERRORS = "service_errors_total";
  static final String SERVICE_EVENTS = "service_events_total";
  static final String CLIENT_REPORTS = "client_reports_total";
  static final String CLIENT_ERRORS = "client_errors_total";
  static final String VITALS_IGNORED = "web_vitals_ignored_total";
  static final String REJECTED = "events_rejected_total";
  static final String LATE = "events_late_total";
  static final String DELAY = "event_delay_seconds";

  /** Spans by outcome; published by the flame graphs. */
  static final String SPANS = "trace_spans_total";

  /** Live names without a twin in Prometheus. */
  static final String REQUEST_RATE = "request_rate";

  static final String ERROR_RATE = "error_rate";
  static final String APDEX = "apdex";
  static final String CPU_CORES = "cpu_cores";

  /** Names that are only sent live. */
  public static final List<String> LIVE = List.of(REQUEST_RATE, ERROR_RATE, APDEX, CPU_CORES);

  /** How long requests took; what objectives ask for are bounds of it. */
  static final Metric.Histogram DURATIONS =
      new Metric.Histogram(
          "http_request_duration_seconds",
          "how long requests took, seconds",
          List.of("service"),
          200,
          Objectives.DURATION_BOUNDS,
          Metric.Histogram.BUCKETS);

  private static final List<String> TOTAL = List.of();

  private HealthMetrics() {}

  /** All of them, with the limits that the config sets. */
  public static List<Metric> all(ServiceHealthConfig config) {
    int limit = config.output().labelLimit();
    int places = config.placeLimit();
    List<String> place = List.of("service", "region");
    List<Metric> metrics = new ArrayList<>();
    metrics.add(Heartbeats.metric());
    metrics.add(
        new Metric.Counter(
            REQUESTS,
            "requests that services answered",
            List.of("service", "region", "method", "status_code"),
            config.requestLimit(),
            List.of()));
    metrics.add(DURATIONS);
    metrics.add(
        new Metric.Counter(
            CPU,
            "CPU time that services used, seconds",
            List.of("region", "service"),
            places,
            List.of()));
    metrics.add(
        new Metric.Gauge(
            MEMORY,
            "memory that the instances of services hold now, bytes",
            List.of("region", "service"),
            places,
            List.of(TOTAL, List.of("region"), List.of("service"))));
    metrics.add(
        new Metric.Gauge(
            HEALTH,
            "1 for the state that a service last reported: healthy, degraded or unhealthy",
            List.of("service", "region", "state"),
            places,
            List.of(List.of("service", "region", "state"), List.of("state"))));
    metrics.add(
        new Metric.Gauge(
            DEPLOYMENTS,
            "when the last deployment started or finished, seconds since the epoch",
            List.of("service", "region", "version", "phase"),
            2 * places,
            List.of(List.of("service", "region", "version", "phase"))));
    metrics.add(
        new Metric.Counter(
            ERRORS,
            "errors that services reported",
            List.of("service", "region", "severity"),
            places,
            List.of(TOTAL, List.of("service"))));
    metrics.add(counter(SERVICE_EVENTS, "events of services", "type", limit));
    metrics.add(counter(CLIENT_REPORTS, "reports of browsers", "type", limit));
    metrics.add(
        new Metric.Counter(
            CLIENT_ERRORS,
            "script errors that browsers reported",
            List.of("platform", "page_group"),
            limit,
            List.of(TOTAL, List.of("platform"), List.of("page_group"))));
    for (WebVital vital : WebVital.values()) {
      metrics.add(vital.histogram(limit));
    }
    metrics.add(
        counter(
            VITALS_IGNORED, "web vitals with an unknown name or no usable value", "reason", limit));
    metrics.add(
        counter(SPANS, "spans by what became of them on the way to flame graphs", "outcome", 20));
    metrics.add(
        byTopic(REJECTED, "records refused, each kept in the topic of dead letters", limit));
    metrics.add(IgnoredCounts.metric(limit));
    metrics.add(WindowedEvents.metric(limit));
    metrics.add(byTopic(LATE, "events too late for their window; counted everywhere else", limit));
    metrics.add(
        new Metric.Histogram(
            DELAY,
            "from an event's timestamp until its count is exported, seconds",
            List.of("topic"),
            2,
            List.of(.05, .1, .25, .5, 1., 2.5, 5., 10., 30., 60., 300.)));
    return List.copyOf(metrics);
  }

  private static Metric counter(String name, String help, String label, int limit) {
    return new Metric.Counter(name, help, List.of(label), limit, List.of(TOTAL, List.of(label)));
  }

  /** Published live by topic and without a total: other jobs publish the name for other topics. */
  private static Metric byTopic(String name, String help, int limit) {
    return new Metric.Counter(
        name, help, List.of("topic", "reason"), limit, List.of(List.of("topic")));
  }
}
