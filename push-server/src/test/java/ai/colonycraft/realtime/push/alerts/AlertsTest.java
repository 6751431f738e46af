package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.AlertLoss;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Receipt;
import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.LoggedLines;
import ai.colonycraft.realtime.push.support.Updates;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken from messages with alerts, up to the list of notifications. */
class AlertsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEPT = 1_000;

  private final PushMetrics metrics = new PushMetrics();
  private final List<Publisher.Outgoing> published = new ArrayList<>();
  private final Notifications notifications =
      new Notifications(KEPT, 1 << 25, metrics, Clock.systemUTC());
  private final LoggedLines log = LoggedLines.watch();
  private final AlertIdentities identities = new AlertIdentities();
  private final Alerts alerts = alerts(identities);

  @BeforeEach
  void load() {
    identities.accept(Updates.began("e"));
    identities.accept(Updates.loaded());
  }

  @AfterEach
  void stopWatching() {
    log.close();
  }

  @Test
  void theFeedTakesWhateverTheDoorTook() throws Exception {
    AnyText any = new AnyText(1);
    for (int i = 0; i < 200; i++) {
      Map<String, Object> labels = new LinkedHashMap<>();
      for (int label = 0; label < 90; label++) {
        labels.put("l" + label, any.text());
      }
      labels.put("service", any.text());
      Map<String, Object> alert = alert("a" + i);
      alert.put("labels", labels);
      alert.put("annotations", Map.of("summary", any.text(), "description", any.text()));
      alert.put("generatorURL", "http://p/" + "é".repeat(10 * i % 2_000));

      assertThat(accept(message(List.of(alert))).get("accepted").asInt()).isEqualTo(1);
      assertThat(published.get(i).value().length).isLessThanOrEqualTo(RecordParser.MAX_BYTES);
    }
    assertThat(notifications.newest(KEPT, -1)).hasSize(200);
  }

  @Test
  void keepsTheLabelsThatPeopleLookForWhereNotAllFit() throws Exception {
    Map<String, Object> labels = new LinkedHashMap<>();
    for (int label = 0; label < 60; label++) {
      labels.put("label" + label, "\u0000".repeat(490));
    }
    labels.put("alertname", "Slow");
    labels.put("service", "billing");
    Map<String, Object> alert = alert("a");
    alert.put("labels", labels);

    accept(message(List.of(alert)));

    JsonNode context = JSON.readTree(published.get(0).value()).get("context");
    assertThat(context.get("alertname").asText()).isEqualTo("Slow");
    assertThat(context.get("service").asText()).isEqualTo("billing");
    assertThat(context.has("label0")).isTrue();
    assertThat(context.size()).isLessThan(10);
  }

  @Test
  void oneMessageNeverPushesOutAllNotifications() throws Exception {
    IntStream.range(0, KEPT / 2)
        .forEach(i -> notifications.accept(List.of(Updates.notice("n" + i, "m").at(i))));
    List<Map<String, Object>> storm = new ArrayList<>();
    for (int i = 0; i < 15_000; i++) {
      Map<String, Object> alert = alert("s" + i);
      alert.put("labels", Map.of("severity", i >= 14_900 ? "critical" : "info"));
      storm.add(alert);
    }

    JsonNode answer = accept(message(storm));

    assertThat(answer.get("accepted").asInt()).isEqualTo(500);
    assertThat(answer.get("tooMany").asInt()).isEqualTo(14_500);
    assertThat(metrics.alertsAccepted.sum()).isEqualTo(500);
    assertThat(metrics.alertsLost.of(AlertLoss.TOO_MANY)).isEqualTo(14_500);
    assertThat(notifications.find("n0")).isPresent();
    assertThat(accept(message(storm)).get("tooMany").asInt()).isEqualTo(14_500);
    assertThat(published.stream().map(Publisher.Outgoing::key).distinct()).hasSize(500);
    assertThat(published.subList(0, 100))
        .allMatch(r -> new String(r.value(), StandardCharsets.UTF_8).contains("\"critical\""));
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("Left out 14500 alert(s)", "too_many: at most 500 of one message are taken");
  }

  @Test
  void anAlertWithoutAFingerprintRefusesOnlyItself() throws Exception {
    Map<String, Object> bad = alert("b");
    bad.remove("fingerprint");

    JsonNode answer = accept(message(List.of(alert("a"), bad, alert("c"))));

    assertThat(answer.get("accepted").asInt()).isEqualTo(2);
    assertThat(answer.get("refused").asInt()).isEqualTo(1);
    assertThat(answer.at("/problems/0").asText()).startsWith("alerts[1].fingerprint: expected");
    assertThat(published).hasSize(2);
    assertThat(metrics.alertsLost.of(AlertLoss.INVALID)).isEqualTo(1);
    assertThat(metrics.alertsRefused.sum()).isZero();
    assertThat(log.lines()).singleElement().asString().contains("alerts[1].fingerprint");
  }

  @Test
  void refusesAMessageOfWhichNoAlertIsOfItsForm() throws Exception {
    Receipt receipt = alerts.accept(bytes(message(List.of(Map.of()))), "r-1").join();

    assertThat(receipt.status()).isEqualTo(400);
    assertThat(receipt.json()).contains("alerts[0].fingerprint");
    assertThat(metrics.alertsRefused.of(IntakeRefusal.INVALID)).isEqualTo(1);
  }

  @Test
  void saysHowManyAlertsTheSenderLeftOut() throws Exception {
    Map<String, Object> message = message(List.of(alert("a")));
    message.put("truncatedAlerts", 37);

    assertThat(accept(message).get("truncated").asInt()).isEqualTo(37);

    assertThat(metrics.alertsLost.of(AlertLoss.TRUNCATED)).isEqualTo(37);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("Left out 37 alert(s)", "max_alerts");
  }

  @Test
  void saysNothingWhereNothingIsLost() throws Exception {
    assertThat(accept(message(List.of(alert("a")))).toString()).isEqualTo("{\"accepted\":1}");

    assertThat(metrics.alertsLost.sum()).isZero();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void logsOneLineForManyRefusedMessagesAndLetsNoneForgeAnother() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> message = message(List.of());
      message.put("version", "x\n2026 ERROR forged");
      assertThat(alerts.accept(bytes(message), "r-1").join().status()).isEqualTo(400);
    }

    assertThat(log.lines()).singleElement().asString().doesNotContain("\n").contains("\\u000a");
    assertThat(metrics.alertsRefused.of(IntakeRefusal.INVALID)).isEqualTo(1_000);
  }

  private Alerts alerts(AlertIdentities known) {
    return new Alerts(
        "t", RecordParser.MAX_BYTES, known, this::publish, metrics, Clock.systemUTC());
  }

  private JsonNode accept(Map<String, Object> message) throws Exception {
    Receipt receipt = alerts.accept(bytes(message), "r-1").join();
    assertThat(receipt.status()).as(receipt.json()).isEqualTo(200);
    return JSON.readTree(receipt.json());
  }

  /** As Kafka would: what is published is read again. */
  private CompletableFuture<Void> publish(List<Publisher.Outgoing> records) {
    for (Publisher.Outgoing record : records) {
      try {
        Notice read = new RecordParser().notice(record.key(), record.value());
        List<LiveRecord> batch = List.of(read.at(KEPT + published.size()));
        notifications.accept(batch);
        identities.accept(batch);
      } catch (ai.colonycraft.realtime.push.feed.RefusedRecordException e) {
        return CompletableFuture.failedFuture(e);
      }
      published.add(record);
    }
    return CompletableFuture.completedFuture(null);
  }

  private static Map<String, Object> alert(String fingerprint) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("status", "firing");
    alert.put("fingerprint", fingerprint);
    alert.put("startsAt", "2026-01-01T00:00:00Z");
    alert.put("labels", Map.of("alertname", "A"));
    return alert;
  }

  private static Map<String, Object> message(List<Map<String, Object>> alerts) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("version", "4");
    message.put("alerts", alerts);
    return message;
  }

  private static byte[] bytes(Map<String, Object> message) throws Exception {
    return AnyText.ESCAPING.writeValueAsString(message).getBytes(StandardCharsets.US_ASCII);
  }
}
