package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Notification;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The notification that a rule has more partial matches than are kept; at most once an hour. It is
 * of severity info, since nothing ends it.
 */
final class Overflow {

  static final long SAID_EVERY_MILLIS = 3_600_000;

  private Overflow() {}

  static Outbound of(CorrelationConfig config, String rule, String key, long time) {
    Notification notification =
        new Notification(
            "cep-limit/%s/%d".formatted(rule, time / SAID_EVERY_MILLIS),
            Severity.INFO,
            "Rule " + rule + " begins too many matches",
            "A key may have %d partial matches; the oldest beyond them are given up. Narrow its"
                    .formatted(config.partialLimit())
                + " first step, shorten within, or let it skip.",
            time,
            "cep-rules",
            Map.of("rule", rule, "key", key),
            Optional.empty());
    return new Outbound(
        config.notifications(),
        notification.id().getBytes(StandardCharsets.UTF_8),
        notification.json());
  }
}
