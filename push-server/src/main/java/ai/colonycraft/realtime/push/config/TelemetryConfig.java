package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;
import java.util.Optional;

/**
 * How traces of services are taken.
 *
 * @param serviceEvents topic for the events that traces become
 * @param otlp topic whose records are OTLP traces; empty for none
 * @param otlpGroup consumer group that reads it; all push servers share one
 * @param requestsPerSecond requests with traces a second, from one address and with one token
 * @param spans spans that are taken of one request
 */
public record TelemetryConfig(
    String serviceEvents,
    Optional<String> otlp,
    String otlpGroup,
    int requestsPerSecond,
    int spans) {

  private static final Setting<String> SERVICE_EVENTS =
      Setting.text("topics.service-events", "service-events", "topic for events of services");
  private static final Setting<Optional<String>> OTLP =
      OptionalSettings.word("topics.otlp", "topic whose records are OTLP traces");
  private static final Setting<String> OTLP_GROUP =
      Setting.text(
          "topics.otlp-group", "push-server-otlp", "consumer group that reads topics.otlp");
  private static final Setting<Integer> REQUESTS =
      Setting.wholeNumber(
          "limits.traces-per-second",
          1,
          1_000_000,
          50,
          "requests with traces a second, from one address and with one token");
  private static final Setting<Integer> SPANS =
      Setting.wholeNumber("limits.spans", 1, 20_000, 2_000, "spans that are taken of one request");

  static final List<Setting<?>> SETTINGS =
      List.of(SERVICE_EVENTS, OTLP, OTLP_GROUP, REQUESTS, SPANS);

  static TelemetryConfig read(Settings settings) {
    return new TelemetryConfig(
        settings.get(SERVICE_EVENTS),
        settings.get(OTLP),
        settings.get(OTLP_GROUP),
        settings.get(REQUESTS),
        settings.get(SPANS));
  }
}
