package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.alerts.AlertIdentities;
import ai.colonycraft.realtime.push.alerts.Alerts;
import ai.colonycraft.realtime.push.config.LimitConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.reports.Reports;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.telemetry.Traces;
import ai.colonycraft.realtime.push.transport.guard.RateLimits;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import java.time.Clock;
import java.util.Set;
import org.eclipse.jetty.server.Handler;

/**
 * The way in for what clients bring: {@code /api/reports}, {@code /api/alerts} and {@code
 * /v1/traces}.
 */
public final class Intake {

  /** What a browser's beacon can bring; more in one body is no browser's. */
  private static final int REPORT_BYTES = 64 * 1024;

  private Intake() {}

  /**
   * Handles the three paths.
   *
   * @param bodies reads them
   * @param identities knows the alerts that Kafka holds
   */
  public static Handler handler(
      PushConfig config,
      BodyReader bodies,
      Publisher publisher,
      AlertIdentities identities,
      PushMetrics metrics) {
    LimitConfig most = config.limits();
    Clock clock = Clock.systemUTC();
    Reports reports =
        new Reports(most.reportBatch(), config.topics().clientReports(), publisher, metrics, clock);
    Alerts alerts =
        new Alerts(
            config.topics().notifications(),
            RecordParser.MAX_BYTES,
            identities,
            publisher,
            metrics,
            clock);
    Traces traces = Traces.of(config.telemetry(), publisher, metrics);
    Handler reportsHandler =
        new PostHandler(
            PostHandler.REPORTS,
            Set.of("application/json", "text/plain"),
            Math.min(most.bodyBytes(), REPORT_BYTES),
            bodies,
            (body, caller, id) -> reports.accept(body, caller.map(Caller::subject), id),
            metrics.reportsRefused);
    Handler alertsHandler =
        new PostHandler(
            PostHandler.ALERTS,
            Set.of("application/json"),
            most.bodyBytes(),
            bodies,
            (body, caller, id) -> alerts.accept(body, id),
            metrics.alertsRefused);
    RateLimits rates = new RateLimits(config, metrics);
    return new Handler.Sequence(
        rates.reports(PostHandler.REPORTS, most.reportsPerSecond(), reportsHandler),
        alertsHandler,
        rates.traces(
            TracesHandler.PATH,
            config.telemetry().requestsPerSecond(),
            new TracesHandler(most.bodyBytes(), bodies, traces, metrics.tracesRefused)));
  }
}
