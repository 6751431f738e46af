package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.MovableClock;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.Updates;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Silences in a real Alertmanager; the clock of the push server is moved by the test. */
class AlertSilencesTest {

  private static final Duration LENGTH = Duration.ofMinutes(5);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final Notifications notifications =
      new Notifications(100, 1 << 20, new PushMetrics(), Clock.systemUTC());
  private final MovableClock clock = new MovableClock(Instant.now());
  private RunningProcess process;
  private String address;
  private AlertSilences silences;
  private final List<Act> acts = new ArrayList<>();
  private long sequence;
  private String id;

  @BeforeEach
  void start() throws Exception {
    String program = Needs.program("prometheus-alertmanager");
    int port = FreePort.any();
    address = "http://127.0.0.1:" + port;
    process =
        Monitoring.alertmanager(
            program, folder, "route: {receiver: r}\nreceivers: [{name: r}]\n", port);
    silences = new AlertSilences(notifications, address, LENGTH, clock);
    ask(
        "POST",
        "alerts",
        "[{\"labels\":{\"alertname\":\"A\",\"service\":\"billing\"}},"
            + "{\"labels\":{\"alertname\":\"A\",\"service\":\"billing\",\"pod\":\"p\"}}]");
    await().until(() -> ask("GET", "alerts", null).size() == 2);
    for (JsonNode alert : ask("GET", "alerts", null)) {
      if (!alert.get("labels").has("pod")) {
        id = "alert-" + alert.get("fingerprint").asText() + "-1000";
      }
    }
    notifications.accept(Updates.began("e"));
    notifications.accept(Updates.loaded());
    publish("open");
  }

  @AfterEach
  void stop() {
    process.close();
  }

  @Test
  void oneThatNobodyAcknowledgedIsNotSilenced() throws Exception {
    silences.run();

    assertThat(held()).isEmpty();
  }

  @Test
  void anAcknowledgedOneIsSilencedByItsExactLabelsAndAgainWhileItFires() throws Exception {
    acknowledge(true);
    silences.run();
    silences.run();

    Instant end = Instant.parse(only().get("endsAt").asText());
    assertThat(end).isBefore(clock.now.plus(LENGTH).plusSeconds(1));
    await().until(() -> suppressed().equals(List.of(true, false)));

    clock.now = clock.now.plus(Duration.ofMinutes(3));
    silences.run();

    assertThat(Instant.parse(only().get("endsAt").asText()))
        .isEqualTo(end.plus(Duration.ofMinutes(3)));
  }

  @Test
  void itIsRemovedWhenTheIncidentIsOverOrTheAcknowledgementTakenBack() throws Exception {
    acknowledge(true);
    silences.run();
    only();
    acknowledge(false);
    silences.run();
    assertThat(held()).isEmpty();

    acknowledge(true);
    silences.run();
    only();
    publish("resolved");
    silences.run();
    assertThat(held()).isEmpty();
  }

  @Test
  void thoseOfOthersAreLeftAlone() throws Exception {
    ask(
        "POST",
        "silences",
        "{\"matchers\":[{\"name\":\"alertname\",\"value\":\"B\",\"isRegex\":false}],\"startsAt\":\"%s\",\"endsAt\":\"%s\",\"createdBy\":\"ada\",\"comment\":\"c\"}"
            .formatted(Instant.now(), Instant.now().plusSeconds(600)));
    silences.run();

    assertThat(only().get("createdBy").asText()).isEqualTo("ada");
  }

  private void publish(String state) {
    String end = state.equals("resolved") ? ",\"resolvedAt\":3000" : "";
    notifications.accept(
        List.of(
            new Notice(
                id,
                ("{\"id\":\"%s\",\"type\":\"critical\",\"title\":\"T\",\"message\":\"M\",\"timestamp\":1000,"
                        + "\"source\":\"alertmanager\",\"context\":{},\"state\":\"%s\"%s}")
                    .formatted(id, state, end),
                ++sequence)));
  }

  private void acknowledge(boolean isAcknowledged) {
    acts.add(
        new Act(
            isAcknowledged ? Act.What.ACKNOWLEDGE : Act.What.UNDO,
            "ada",
            null,
            null,
            clock.millis()));
    notifications.accept(List.of(new IncidentActions(id, acts, LiveRecord.NO_SEQUENCE)));
  }

  /** Whether Alertmanager suppresses the alert without a pod, and the one with it. */
  private List<Boolean> suppressed() throws Exception {
    List<Boolean> suppressed = new ArrayList<>(List.of(false, false));
    for (JsonNode alert : ask("GET", "alerts", null)) {
      suppressed.set(
          alert.get("labels").has("pod") ? 1 : 0,
          alert.at("/status/state").asText().equals("suppressed"));
    }
    return suppressed;
  }

  private JsonNode only() throws Exception {
    List<JsonNode> held = held();
    assertThat(held).hasSize(1);
    return held.get(0);
  }

  private List<JsonNode> held() throws Exception {
    List<JsonNode> held = new ArrayList<>();
    for (JsonNode silence : ask("GET", "silences", null)) {
      if (!silence.at("/status/state").asText().equals("expired")) {
        held.add(silence);
      }
    }
    return held;
  }

  private JsonNode ask(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v2/" + path))
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofByteArray()).body());
  }
}
