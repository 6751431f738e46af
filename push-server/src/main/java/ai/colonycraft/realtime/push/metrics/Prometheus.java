package ai.colonycraft.realtime.push.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * {@link PushMetrics} under the names that Prometheus gets, read at each scrape. Every label set is
 * fixed when the program is written.
 */
public final class Prometheus {

  private static final String REASON = "reason";

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** Takes what is counted, and adds the state of the JVM. */
  public Prometheus(PushMetrics metrics) {
    counter("push_records_received_total", "Records read from Kafka", metrics.received);
    counter("push_records_refused_total", "Records that are not of their schema", metrics.refused);
    counter(
        "push_records_skipped_total", "Records that could not be shown, a fault", metrics.skipped);
    counter("push_delivered_total", "Messages written to clients", metrics.delivered);
    counter(
        "push_conflated_total",
        "Values that a slow client did not get since a newer one came first",
        metrics.conflated);
    counter(
        "push_resynchronized_total",
        "Times that a client's queue was given up for all current values",
        metrics.resynchronized);
    dropped(metrics);
    counter(
        "push_protocol_errors_total",
        "Messages of clients that were answered with an error",
        metrics.protocolErrors);
    counter(
        "push_slow_clients_closed_total",
        "Connections closed, the slowest first, as too much waited for all clients",
        metrics.slowClosed);
    counter("push_busy_total", "Refused as too much waited for all clients", metrics.busy);
    counter("push_upgrades_refused_total", "WebSockets not let in", metrics.upgradesRefused);
    counter("push_requests_refused_total", "Requests not let in", metrics.requestsRefused);
    counter("push_tokens_refused_total", "Tokens of WebSockets refused", metrics.tokensRefused);
    counter(
        "push_tokens_ended_total", "WebSockets closed as their token ended", metrics.tokensEnded);
    counter("push_reports_accepted_total", "Reports that Kafka has", metrics.reportsAccepted);
    counter("push_reports_refused_total", "Requests with reports refused", metrics.reportsRefused);
    counter("push_alerts_accepted_total", "Alerts that Kafka has", metrics.alertsAccepted);
    counter("push_alerts_lost_total", "Alerts left out of a message taken", metrics.alertsLost);
    counter("push_alerts_refused_total", "Requests with alerts refused", metrics.alertsRefused);
    counter("push_spans_accepted_total", "Spans whose events Kafka has", metrics.spansAccepted);
    counter(
        "push_spans_refused_total",
        "Spans left out of requests and records that were taken",
        metrics.spansRefused);
    counter("push_traces_refused_total", "Requests with traces refused", metrics.tracesRefused);
    CounterWithCallback.builder()
        .name("push_web_push_messages_total")
        .help("Messages of Web Push, one for each browser and attempt, by outcome")
        .labelNames("outcome")
        .callback(
            sample -> metrics.webPushes.forEach((outcome, count) -> sample.call(count, outcome)))
        .register(registry);
    counter(
        "push_web_push_devices_pruned_total",
        "Browsers forgotten since their subscription has ended",
        metrics.webPushDevicesPruned);
    counter(
        "push_reloads_failed_total",
        "Changes of key or certificate files that could not be read",
        metrics.reloadsFailed);
    gauge(
        "push_certificate_expires_timestamp_seconds",
        "When the TLS certificate ends; 0 without TLS",
        () -> metrics.certificateExpires);
    gauge(
        "push_kafka_lag_records",
        "Records in Kafka that were not read yet",
        () -> metrics.lagRecords.values().stream().mapToLong(Long::longValue).sum());
    counter(
        "push_heartbeats_failed_total",
        "Heartbeats that Kafka did not take",
        metrics.heartbeatsFailed);
    gauge(
        "push_heartbeat_age_seconds",
        "Since the newest heartbeat was written that came back through Kafka and the job",
        List.of("pipeline"),
        sample ->
            metrics.heartbeats.forEach(
                (pipeline, time) ->
                    sample.take(
                        Math.max(0, System.currentTimeMillis() / 1000.0 - time), pipeline)));
    registry.register(metrics.delay);
    JvmMetrics.builder().register(registry);
  }

  /** Adds a value that is asked for at each scrape. */
  public Prometheus gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> sample.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  /** Adds a value for each of some label values, which are asked for at each scrape. */
  public Prometheus gauge(String name, String help, List<String> labels, Consumer<Samples> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(sample -> values.accept(sample::call))
        .register(registry);
    return this;
  }

  /** Adds a counter for each of some label values, which are asked for at each scrape. */
  public Prometheus counter(
      String name, String help, List<String> labels, Consumer<Samples> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(sample -> values.accept(sample::call))
        .register(registry);
    return this;
  }

  /** Takes the series of one metric. */
  public interface Samples {

    /** Takes one, with the values of the metric's labels in their order. */
    void take(double value, String... labels);
  }

  /** Holds everything. */
  public PrometheusRegistry registry() {
    return registry;
  }

  private void counter(String name, String help, LongAdder count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> sample.call(count.sum()))
        .register(registry);
  }

  private void counter(String name, String help, CountByReason<?> counts) {
    CounterWithCallback.builder()
        .name(name)
        .help(help + ", by reason")
        .labelNames(REASON)
        .callback(sample -> counts.forEach((reason, count) -> sample.call(count, reason)))
        .register(registry);
  }

  private void dropped(PushMetrics metrics) {
    CounterWithCallback.builder()
        .name("push_dropped_total")
        .help("Updates and lines that were not sent, by reason")
        .labelNames(REASON)
        .callback(
            sample -> {
              sample.call(metrics.seriesDropped.sum(), "series_limit");
              sample.call(metrics.activityDropped.sum(), "slow_activity_reader");
              sample.call(metrics.fellBehind.sum(), "notifications_fell_behind");
            })
        .register(registry);
  }
}
