package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.robolectric.Shadows.shadowOf;

import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.service.notification.StatusBarNotification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.AssumptionViolatedException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.opentest4j.TestAbortedException;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;

/** The service with the push server of this repository and a broker. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class RealServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ALERTMANAGER =
      """
      route: {receiver: push, group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
      receivers:
        - name: push
          webhook_configs: [{url: "%s/api/alerts"}]
      """;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Application app = RuntimeEnvironment.getApplication();
  private final NotificationManager notifications = app.getSystemService(NotificationManager.class);

  @Test
  public void showsAnIncidentWithinFiveSecondsAndWithdrawsItWithinTwo() throws Exception {
    try (RealServer server = new RealServer(folder.getRoot().toPath().resolve("kafka"))) {
      new Memory(app).signIn(Account.of(server.address(), ""));
      // It is open before the phone connects, and another one comes while it is connected.
      server.publish("before", incident("before", "payments"));
      ServiceController<AlertService> service =
          Robolectric.buildService(AlertService.class).create().startCommand(0, 1);
      await().atMost(PATIENCE).until(() -> active("before").isPresent());

      server.publish("while", incident("while", "search"));
      await().atMost(Duration.ofSeconds(5)).until(() -> active("while").isPresent());

      // Acknowledged here: the server has it.
      Notification shown = active("while").orElseThrow();
      new AcknowledgeReceiver()
          .onReceive(app, shadowOf(shown.actions[0].actionIntent).getSavedIntent());
      await().atMost(PATIENCE).until(() -> active("while").isEmpty());
      Server asked = new Server(Account.of(server.address(), ""));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                JSONArray open =
                    new JSONObject(asked.get("/api/notifications?state=open"))
                        .getJSONArray("notifications");
                return open.getJSONObject(0).getString("id").equals("while")
                    && open.getJSONObject(0).has("acknowledged");
              });

      // Acknowledged elsewhere.
      asked.acknowledge("before");
      await().atMost(Duration.ofSeconds(2)).until(() -> active("before").isEmpty());
      service.destroy();
    }
  }

  @Test
  public void showsAnAlertOfAlertmanagerAndWithdrawsItWhenItEnds() throws Exception {
    String program = programOrSkip("prometheus-alertmanager");
    try (RealServer server = new RealServer(folder.getRoot().toPath().resolve("kafka"))) {
      int port = FreePort.any();
      try (RunningProcess alertmanager =
          Monitoring.alertmanager(
              program, folder.getRoot().toPath(), ALERTMANAGER.formatted(server.address()), port)) {
        new Memory(app).signIn(Account.of(server.address(), ""));
        ServiceController<AlertService> service =
            Robolectric.buildService(AlertService.class).create().startCommand(0, 1);
        await().atMost(PATIENCE).until(() -> service.get().status() == StreamStatus.CONNECTED);

        sendAlert(Monitoring.port(alertmanager), "");

        await().atMost(Duration.ofSeconds(5)).until(() -> titled("API answers slowly"));

        sendAlert(port, ",\"endsAt\":\"" + Instant.now() + "\"");

        await().atMost(PATIENCE).until(() -> !titled("API answers slowly"));
        service.destroy();
      }
    }
  }

  private static String programOrSkip(String name) {
    try {
      return Needs.program(name);
    } catch (TestAbortedException e) {
      throw new AssumptionViolatedException(e.getMessage());
    }
  }

  private static void sendAlert(int port, String more) throws Exception {
    String alert =
        "[{\"labels\":{\"alertname\":\"SlowRequests\",\"severity\":\"critical\",\"service\":\"api\"},"
            + "\"annotations\":{\"summary\":\"API answers slowly\"}"
            + more
            + "}]";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(alert))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  private boolean titled(String title) {
    return Arrays.stream(notifications.getActiveNotifications())
        .map(StatusBarNotification::getNotification)
        .filter(one -> one.getChannelId().equals("critical"))
        .anyMatch(one -> title.contentEquals(one.extras.getCharSequence(Notification.EXTRA_TITLE)));
  }

  private static String incident(String id, String service) {
    return ("{\"id\":\"%s\",\"type\":\"critical\",\"title\":\"%s fails\",\"message\":\"5 of 6\","
            + "\"timestamp\":%d,\"source\":\"test\",\"context\":{\"service\":\"%s\"}}")
        .formatted(id, service, System.currentTimeMillis(), service);
  }

  private Optional<Notification> active(String id) {
    return Arrays.stream(notifications.getActiveNotifications())
        .filter(one -> id.equals(one.getTag()))
        .map(StatusBarNotification::getNotification)
        .findFirst();
  }
}
