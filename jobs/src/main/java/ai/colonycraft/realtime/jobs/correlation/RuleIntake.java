package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Notification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Lets good rules and deletions through. A bad rule is refused: a notification of severity info
 * says why, it is counted, and the version before it stays in force.
 */
final class RuleIntake extends ProcessFunction<RuleUpdate, RuleUpdate> {

  /** Notifications of refused rules. */
  static final OutputTag<Outbound> NOTIFICATIONS =
      new OutputTag<>("rule-notifications", Outbound.VALUE_TYPE);

  /** How many were refused. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("rule-samples", Sample.VALUE_TYPE);

  private final String notifications;

  /** Takes the topic of notifications. */
  RuleIntake(String notifications) {
    this.notifications = notifications;
  }

  @Override
  public void processElement(RuleUpdate update, Context context, Collector<RuleUpdate> out) {
    Verdict verdict = Verdict.of(update);
    if (verdict.refusal().isEmpty()) {
      out.collect(update);
      return;
    }
    long now = context.timerService().currentProcessingTime();
    Notification notification =
        new Notification(
            "cep-rules/" + update.offset(),
            Severity.INFO,
            "Rule refused: " + (update.id().isEmpty() ? "without an id" : update.id()),
            "The version before it stays in force. " + verdict.refusal().get(),
            now,
            "cep-rules",
            Map.of("rule", update.id(), "offset", update.offset()),
            Optional.empty());
    context.output(
        NOTIFICATIONS,
        new Outbound(
            notifications,
            notification.id().getBytes(StandardCharsets.UTF_8),
            notification.json()));
    context.output(SAMPLES, new Sample.Increment(CorrelationMetrics.RULES_REFUSED, List.of(), 1));
  }
}
