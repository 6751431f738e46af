package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.metrics.AlertLoss;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Receipt;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the webhooks of Alertmanager and Grafana to the topic {@code notifications}. Both repeat an
 * alert again and again while it fires, and after an answer of 5xx; each time the incident's record
 * is written again, with one more sighting. Any thread may call it.
 */
public final class Alerts {

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  /** Alerts of one message that are taken, so that none pushes out all notifications kept. */
  static final int MOST = 500;

  /** Characters of a message that are logged; it may hold what the client sent. */
  private static final int LOGGED = 200;

  private final AlertParser parser;
  private final AlertIdentities identities;
  private final String topic;
  private final int mostBytes;
  private final Publisher publisher;
  private final PushMetrics metrics;
  private final Reminder refusals;
  private final Map<AlertLoss, Reminder> losses = new EnumMap<>(AlertLoss.class);

  /**
   * Takes its surroundings.
   *
   * @param mostBytes length of a record that whoever reads the topic takes
   * @param identities knows what that topic holds
   */
  public Alerts(
      String topic,
      int mostBytes,
      AlertIdentities identities,
      Publisher publisher,
      PushMetrics metrics,
      Clock clock) {
    this.parser = new AlertParser(clock);
    this.identities = identities;
    this.refusals = new Reminder(clock, Duration.ofMinutes(1));
    for (AlertLoss loss : AlertLoss.values()) {
      losses.put(loss, new Reminder(clock, Duration.ofMinutes(1)));
    }
    this.topic = topic;
    this.mostBytes = mostBytes;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /**
   * Takes the body of a request.
   *
   * @param requestId for the headers of the records
   * @return 200 once Kafka has every alert that was taken; the answer counts those that were not.
   *     400 if it is not such a message, or none of its alerts is of its form; 503 if Kafka does
   *     not take them, after which Alertmanager tries again by itself
   */
  public CompletableFuture<Receipt> accept(byte[] body, String requestId) {
    AlertMessage message;
    try {
      message = parser.parse(body);
      if (message.alerts().isEmpty() && message.refused() > 0) {
        throw new BadAlertsException(message.problems().get(0));
      }
    } catch (BadAlertsException e) {
      metrics.alertsRefused.increment(IntakeRefusal.INVALID);
      log(
          refusals,
          "Refused {} message(s) with alerts since the last such line, their alerts are lost: {}",
          1,
          e.getMessage());
      return CompletableFuture.completedFuture(Receipt.error(400, "invalid", e.getMessage()));
    }
    if (!identities.loaded()) {
      metrics.alertsRefused.increment(IntakeRefusal.UNAVAILABLE);
      return CompletableFuture.completedFuture(
          Receipt.error(503, "loading", "what Kafka holds is not loaded yet; send them again"));
    }
    List<Alert> taken = mostImportant(message.alerts()).stream().map(identities::identify).toList();
    int tooMany = message.alerts().size() - taken.size();
    return publisher
        .publish(
            taken.stream()
                .map(
                    a ->
                        new Publisher.Outgoing(
                            topic, a.id(), AlertJson.of(a, mostBytes), requestId))
                .toList())
        .handle((done, failure) -> receipt(message, taken.size(), tooMany, failure));
  }

  /** If there are too many, those that are known already, then the worst, then the first. */
  private List<Alert> mostImportant(List<Alert> alerts) {
    return alerts.size() <= MOST
        ? alerts
        : alerts.stream()
            .sorted(
                Comparator.comparing((Alert alert) -> !identities.knows(alert))
                    .thenComparing(Alert::type))
            .limit(MOST)
            .toList();
  }

  private Receipt receipt(AlertMessage message, int taken, int tooMany, Throwable failure) {
    if (failure != null) {
      metrics.alertsRefused.increment(IntakeRefusal.UNAVAILABLE);
      return Receipt.error(
          503, "unavailable", "Alerts can't be stored now; send them again later.");
    }
    metrics.alertsAccepted.add(taken);
    lose(AlertLoss.INVALID, message.refused(), String.join("; ", message.problems()));
    lose(AlertLoss.TOO_MANY, tooMany, "at most " + MOST + " of one message are taken");
    lose(AlertLoss.TRUNCATED, message.truncated(), "the sender left them out, see max_alerts");
    StringBuilder json = new StringBuilder("{\"accepted\":" + taken);
    if (message.refused() > 0) {
      json.append(",\"refused\":").append(message.refused()).append(",\"problems\":");
      json.append(
          message.problems().stream()
              .map(p -> '"' + Receipt.quoted(p) + '"')
              .collect(Collectors.joining(",", "[", "]")));
    }
    if (tooMany > 0) {
      json.append(",\"tooMany\":").append(tooMany);
    }
    if (message.truncated() > 0) {
      json.append(",\"truncated\":").append(message.truncated());
    }
    return new Receipt(200, json.append("}\n").toString());
  }

  /** Nobody sends it again after this, and so somebody should know. */
  private void lose(AlertLoss why, long count, String message) {
    if (count > 0) {
      metrics.alertsLost.add(why, count);
      log(
          losses.get(why),
          "Left out {} alert(s) since the last such line ({})",
          count,
          why.name().toLowerCase(Locale.ROOT) + ": " + message);
    }
  }

  private static void log(Reminder reminder, String line, long count, String message) {
    long times;
    synchronized (reminder) {
      times = reminder.happened(count);
    }
    if (times > 0) {
      LOG.warn(line, times, Text.printable(message, LOGGED));
    }
  }
}
