package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  @ParameterizedTest
  @CsvSource({
    "/stream, METRICS_READ",
    "/metrics, METRICS_READ",
    "/sse/metrics, METRICS_READ",
    "/api/metrics, METRICS_READ",
    "/api/metrics/active_users, METRICS_READ",
    "/api/flamegraph, METRICS_READ",
    "/api/views/v1, METRICS_READ",
    "/api/something-new, METRICS_READ",
    "/sse/something-new, METRICS_READ",
    "/notifications/stream, NOTIFICATIONS_READ",
    "/sse/notifications, NOTIFICATIONS_READ",
    "/api/notifications, NOTIFICATIONS_READ",
    "/api/notifications/n-1/ack, NOTIFICATIONS_ACKNOWLEDGE",
    "/api/notifications/something-new, NOTIFICATIONS_ACKNOWLEDGE",
    "/api/rules, NOTIFICATIONS_READ",
    "/api/rules/enabled, RULES_WRITE",
    "/api/reports, REPORTS_WRITE",
    "/api/alerts, ALERTS_WRITE",
    "/v1/traces, TRACES_WRITE"
  })
  void asksForTheScopeOfAPathAndOfAllBelowIt(String path, Scope scope) {
    assertThat(Access.needed(path)).contains(scope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/client.js", "/report.js", "/api", "/healthz", "/readyz", "/streams"})
  void leavesPagesAndChecksOfHealthOpen(String path) {
    assertThat(Access.needed(path)).isEmpty();
  }
}
