package ai.colonycraft.realtime.android;

import static org.awaitility.Awaitility.await;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.service.notification.StatusBarNotification;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;

/** The service with the push server of this repository and a broker. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class RealServerTest {

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
      await().atMost(Duration.ofSeconds(30)).until(() -> active("before").isPresent());

      server.publish("while", incident("while", "search"));
      await().atMost(Duration.ofSeconds(5)).until(() -> active("while").isPresent());

      // Acknowledged here: the server has it.
      Notification shown = active("while").orElseThrow();
      new AcknowledgeReceiver()
          .onReceive(app, shadowOf(shown.actions[0].actionIntent).getSavedIntent());
      await().until(() -> active("while").isEmpty());
      Server asked = new Server(Account.of(server.address(), ""));
      await()
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
