package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes Alertmanager's webhook to the topic {@code notifications}. Alertmanager repeats an alert
 * again and again while it fires, and after an answer of 5xx; the same alert gives the same record
 * each time, and so that does no harm. Any thread may call it.
 */
public final class Alerts {

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private final AlertParser parser = new AlertParser();
  private final String topic;
  private final Publisher publisher;
  private final PushMetrics metrics;
  private final Reminder refusals;

  /** Takes its surroundings. */
  public Alerts(String topic, Publisher publisher, PushMetrics metrics, Clock clock) {
    this.refusals = new Reminder(clock, Duration.ofMinutes(1));
    this.topic = topic;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /**
   * Takes the body of a request.
   *
   * @return 200 once Kafka has every alert; 400 if it is not such a message; 503 if Kafka does not
   *     take them, after which Alertmanager tries again by itself
   */
  public CompletableFuture<Receipt> accept(byte[] body) {
    List<Alert> alerts;
    try {
      alerts = parser.parse(body);
    } catch (BadAlertsException e) {
      metrics.alertsRefused.increment(IntakeRefusal.INVALID);
      log(e.getMessage());
      return CompletableFuture.completedFuture(Receipt.error(400, "invalid", e.getMessage()));
    }
    return publisher
        .publish(alerts.stream().map(a -> new Publisher.Outgoing(topic, a.id(), a.json())).toList())
        .handle((done, failure) -> receipt(alerts.size(), failure));
  }

  /** Alertmanager does not send it again after this, and so somebody should know. */
  private void log(String message) {
    long times;
    synchronized (refusals) {
      times = refusals.happened();
    }
    if (times > 0) {
      LOG.warn(
          "Refused {} message(s) with alerts since the last such line, their alerts are lost: {}",
          times,
          message);
    }
  }

  private Receipt receipt(int count, Throwable failure) {
    if (failure != null) {
      metrics.alertsRefused.increment(IntakeRefusal.UNAVAILABLE);
      return Receipt.error(
          503, "unavailable", "Alerts can't be stored now; send them again later.");
    }
    metrics.alertsAccepted.add(count);
    return new Receipt(200, "{\"accepted\":" + count + "}\n");
  }
}
