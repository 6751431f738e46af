package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What one client may use. An address is one IPv4 address, or the first 64 bits of an IPv6 one,
 * since that is what one household has. See {@link PushConfig}.
 *
 * @param connectionsPerAddress connections at a time from one address
 * @param patternsPerAddress subscriptions to patterns of metrics at a time from one address
 * @param requestsPerSecond requests a second from one address; twice as many may come at once
 * @param reportsPerSecond requests with reports a second, from one address and with one token
 * @param reportBatch reports in one request
 * @param bodyBytes length of the body of a request, in bytes
 * @param headerTime time in which the header of a request must be there
 * @param bodyTime time in which the body of a request must be there
 */
public record LimitConfig(
    int connectionsPerAddress,
    int patternsPerAddress,
    int requestsPerSecond,
    int reportsPerSecond,
    int reportBatch,
    int bodyBytes,
    Duration headerTime,
    Duration bodyTime) {

  private static final Setting<Integer> CONNECTIONS =
      Setting.wholeNumber(
          "limits.connections-per-address", 1, 1_000_000, 256, "connections from one address");
  private static final Setting<Integer> PATTERNS =
      Setting.wholeNumber(
          "limits.patterns-per-address",
          1,
          1_000_000,
          2_000,
          "subscriptions to patterns of metrics from one address");
  private static final Setting<Integer> REQUESTS =
      Setting.wholeNumber(
          "limits.requests-per-second", 1, 1_000_000, 100, "requests a second from one address");
  private static final Setting<Integer> REPORTS =
      Setting.wholeNumber(
          "limits.reports-per-second",
          1,
          1_000_000,
          20,
          "requests with reports a second, from one address and with one token");
  private static final Setting<Integer> REPORT_BATCH =
      Setting.wholeNumber("limits.report-batch", 1, 10_000, 100, "reports in one request");
  private static final Setting<Integer> BODY_BYTES =
      Setting.wholeNumber(
          "limits.body-bytes", 256, 16_777_216, 1_048_576, "length of a request's body in bytes");
  private static final Setting<Duration> HEADER_TIME =
      Setting.duration(
          "limits.header-time",
          Duration.ofMillis(100),
          "10 s",
          "time in which the header of a request must be there");
  private static final Setting<Duration> BODY_TIME =
      Setting.duration(
          "limits.body-time",
          Duration.ofMillis(100),
          "10 s",
          "time in which the body of a request must be there");

  static final List<Setting<?>> SETTINGS =
      List.of(
          CONNECTIONS,
          PATTERNS,
          REQUESTS,
          REPORTS,
          REPORT_BATCH,
          BODY_BYTES,
          HEADER_TIME,
          BODY_TIME);

  static LimitConfig read(Settings settings) {
    return new LimitConfig(
        settings.get(CONNECTIONS),
        settings.get(PATTERNS),
        settings.get(REQUESTS),
        settings.get(REPORTS),
        settings.get(REPORT_BATCH),
        settings.get(BODY_BYTES),
        settings.get(HEADER_TIME),
        settings.get(BODY_TIME));
  }
}
