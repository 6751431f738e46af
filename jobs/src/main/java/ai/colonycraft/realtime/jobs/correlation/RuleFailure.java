package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.FieldText;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Notification;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * A failure inside one version of a rule. A subtask reports it to the {@link RuleSupervisor}, which
 * sends the last one of a rule back to all subtasks when the rule is suspended.
 *
 * @param rule the rule's id
 * @param version the rule's version
 * @param key the value of the rule's key
 * @param event id of the event at which it failed, or its type and time; empty if time had passed
 * @param reason the failure in one line
 */
record RuleFailure(String rule, long version, String key, String event, String reason)
    implements OperatorEvent {

  /** After so many failures a rule is suspended. */
  static final int LIMIT = 3;

  private static final int MAX_REASON = 300;

  /** A failure at an event, which is null if time had passed. */
  static RuleFailure of(String rule, long version, String key, Event event, Throwable failure) {
    return new RuleFailure(rule, version, key, event == null ? "" : name(event), reason(failure));
  }

  private static String name(Event event) {
    String id = event.text(Field.EVENT_ID);
    return id != null ? id : event.type() + " at " + event.timestamp();
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return FieldText.cut(root.toString(), MAX_REASON);
  }

  /** Where it failed, and why. */
  String words() {
    return "for key \"%s\" %s: %s"
        .formatted(key, event.isEmpty() ? "as time passed" : "at event " + event, reason);
  }

  /**
   * The notification that the rule is suspended, the same whichever subtask emits it. It is of
   * severity info: the incident is the alert on {@code cep_rules_suspended}, which has an end.
   *
   * @param time epoch milliseconds
   */
  Outbound notification(String topic, long time) {
    Notification notification =
        new Notification(
            "cep-suspended/%s/%016x".formatted(rule, version),
            Severity.INFO,
            "Rule " + rule + " is suspended",
            "It failed %d times, last %s. It matches nothing until its text changes; other rules continue."
                .formatted(LIMIT, words()),
            time,
            "cep-rules",
            Map.of("rule", rule, "key", key, "event", event, "reason", reason),
            Optional.empty());
    return new Outbound(
        topic, notification.id().getBytes(StandardCharsets.UTF_8), notification.json());
  }
}
