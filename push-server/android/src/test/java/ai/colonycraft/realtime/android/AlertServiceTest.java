package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.content.Intent;
import android.service.notification.StatusBarNotification;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.annotation.Config;

/** The service and what it shows, against a server that breaks off and refuses. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class AlertServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SYNCED = "{\"synced\":{\"stream\":\"notifications\"},\"seq\":1}";

  private final Application app = RuntimeEnvironment.getApplication();
  private final NotificationManager notifications = app.getSystemService(NotificationManager.class);
  private final Memory memory = new Memory(app);
  private TestServer server;
  private ServiceController<AlertService> service;

  @Before
  public void startServer() throws Exception {
    server = new TestServer();
    memory.signIn(Account.of(server.address(), "a.b.c"));
  }

  @After
  public void stop() {
    if (service != null) {
      service.destroy();
    }
    server.close();
  }

  @Test
  public void showsACriticalAlertOnItsChannelAndAcknowledgesItFromThere() throws Exception {
    TestServer.Stream stream = connect();
    assertThat(stream.authorization).isEqualTo("Bearer a.b.c");

    stream.send("n.e.5", null, incident("rule/u 1", "critical", ""));

    Notification shown = waitFor("rule/u 1");
    assertThat(shown.getChannelId()).isEqualTo("critical");
    assertThat(notifications.getNotificationChannel("critical").getImportance())
        .isEqualTo(NotificationManager.IMPORTANCE_HIGH);
    assertThat(notifications.getNotificationChannel("critical").canBypassDnd()).isTrue();
    assertThat(shown.actions[0].title.toString()).isEqualTo("Acknowledge");
    assertThat(opened(shown).getStringExtra("incident")).isEqualTo("rule/u 1");

    press(shown);

    assertThat(server.posts.poll(60, TimeUnit.SECONDS))
        .isEqualTo("/api/notifications/rule%2Fu%201/ack Bearer a.b.c");
    waitUntilGone("rule/u 1");
  }

  @Test
  public void keepsAnAlertWhoseAcknowledgementDidNotReachTheServerAndSaysSo() throws Exception {
    TestServer.Stream stream = connect();
    stream.send("n.e.5", null, incident("a", "critical", ""));
    Notification shown = waitFor("a");
    server.status = 503;

    press(shown);

    await()
        .atMost(PATIENCE)
        .until(() -> text(active("a")).equals(app.getString(R.string.not_acknowledged)));
    server.status = 200;
    press(active("a"));
    waitUntilGone("a");
  }

  @Test
  public void withdrawsWhatIsAcknowledgedElsewhereAssignedOrOver() throws Exception {
    TestServer.Stream stream = connect();
    for (String id : List.of("acknowledged", "assigned", "over", "silenced")) {
      stream.send("n.e.5", null, incident(id, "critical", ""));
      waitFor(id);
    }

    stream.send("n.e.6", "ack", "{\"ack\":{\"id\":\"acknowledged\",\"by\":\"bob\"},\"seq\":6}");
    stream.send(
        null, "actions", "{\"actions\":{\"id\":\"assigned\",\"assigned\":{\"to\":\"bob\"}}}");
    stream.send(
        "n.e.7",
        "update",
        "{\"update\":" + incident("over", "critical", ",\"state\":\"resolved\"") + ",\"seq\":7}");
    stream.send(
        null,
        "update",
        "{\"update\":" + incident("silenced", "critical", ",\"silenced\":{}") + "}");

    List.of("acknowledged", "assigned", "over", "silenced").forEach(this::waitUntilGone);
  }

  @Test
  public void isQuietAboutWhatInterruptsNobodyAndAboutUpdatesOfIt() throws Exception {
    TestServer.Stream stream = connect();

    stream.send("n.e.5", null, incident("second", "critical", ",\"interrupts\":false"));
    stream.send("n.e.6", "update", "{\"update\":" + incident("second", "critical", "") + "}");
    stream.send("n.e.7", null, incident("info", "info", ""));

    assertThat(waitFor("info").getChannelId()).isEqualTo("info");
    assertThat(active("second")).isNull();
  }

  @Test
  public void resumesAfterABreakAndSkipsWhatIsMalformed() throws Exception {
    TestServer.Stream stream = connect();
    stream.send("n.e.5", null, incident("a", "warning", ""));
    stream.send("n.e.6", null, "{\"id\":7");
    stream.send("n.e.7", null, incident("b", "warning", ""));
    waitFor("b");
    await().atMost(PATIENCE).until(() -> "n.e.7".equals(memory.place()));

    stream.end();

    TestServer.Stream next = server.streams.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    assertThat(next.lastEventId).isEqualTo("n.e.7");
  }

  @Test
  public void comparesWithWhatIsOpenOnceItIsConnected() throws Exception {
    TestServer.Stream stream = connect();
    stream.send("n.e.5", null, incident("ended-meanwhile", "critical", ""));
    waitFor("ended-meanwhile");
    server.answers.put(
        "/api/notifications",
        "{\"notifications\":["
            + incident("of-a-taken-group", "critical", ",\"group\":\"g\"")
            + ","
            + incident("taken", "critical", ",\"group\":\"g\",\"acknowledged\":{\"by\":\"bob\"}")
            + ","
            + incident("open", "warning", "")
            + "]}");

    stream.send("n.e.9", "synced", SYNCED);

    assertThat(waitFor("open").getChannelId()).isEqualTo("warning");
    assertThat(active("ended-meanwhile")).isNull();
    assertThat(active("of-a-taken-group")).isNull();
    assertThat(active("taken")).isNull();
  }

  @Test
  public void registersThePhoneOnce() throws Exception {
    TestServer.Stream stream = connect();

    stream.send("n.e.1", "synced", SYNCED);
    assertThat(server.posts.poll(60, TimeUnit.SECONDS))
        .isEqualTo("/api/people/me/devices Bearer a.b.c");
    await().atMost(PATIENCE).until(memory::isRegistered);
    stream.send("n.e.2", "synced", SYNCED);
    await().atMost(PATIENCE).until(() -> "n.e.2".equals(memory.place()));

    assertThat(server.posts).isEmpty();
  }

  @Test
  public void saysThatItIsConnectedAndThatTheTokenIsRefused() throws Exception {
    TestServer.Stream stream = connect();
    await().atMost(PATIENCE).until(() -> service.get().status() == StreamStatus.CONNECTED);
    stream.send(null, "close", "{\"code\":4501,\"reason\":\"the token ended\"}");
    stream.end();

    await().atMost(PATIENCE).until(() -> service.get().status() == StreamStatus.REFUSED);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Arrays.stream(notifications.getActiveNotifications()))
                    .anyMatch(
                        one ->
                            one.getNotification().getChannelId().equals(Channels.DOUBT)
                                && text(one.getNotification())
                                    .equals(app.getString(R.string.status_refused))));
    assertThat(server.streams).isEmpty();
  }

  @Test
  public void startsAfterABootAndForNothingElse() {
    new BootReceiver().onReceive(app, new Intent("ai.colonycraft.HOSTILE"));
    assertThat(shadowOf(app).getNextStartedService()).isNull();

    memory.noteShown("a");
    new BootReceiver().onReceive(app, new Intent(Intent.ACTION_BOOT_COMPLETED));

    assertThat(shadowOf(app).getNextStartedService().getComponent().getClassName())
        .isEqualTo(AlertService.class.getName());
    assertThat(memory.noteShown("a")).as("it is shown again").isTrue();

    memory.signOut();
    new BootReceiver().onReceive(app, new Intent(Intent.ACTION_BOOT_COMPLETED));
    assertThat(shadowOf(app).getNextStartedService()).isNull();
  }

  private TestServer.Stream connect() throws InterruptedException {
    service = Robolectric.buildService(AlertService.class).create().startCommand(0, 1);
    TestServer.Stream stream = server.streams.poll(60, TimeUnit.SECONDS);
    assertThat(stream).as("a stream").isNotNull();
    return stream;
  }

  private void press(Notification shown) {
    new AcknowledgeReceiver()
        .onReceive(app, shadowOf(shown.actions[0].actionIntent).getSavedIntent());
  }

  private static Intent opened(Notification shown) {
    return shadowOf(shown.contentIntent).getSavedIntent();
  }

  private Notification waitFor(String id) {
    await().atMost(PATIENCE).until(() -> active(id) != null);
    return active(id);
  }

  private void waitUntilGone(String id) {
    await().atMost(PATIENCE).until(() -> active(id) == null);
  }

  private Notification active(String id) {
    return Arrays.stream(notifications.getActiveNotifications())
        .filter(one -> id.equals(one.getTag()))
        .map(StatusBarNotification::getNotification)
        .findFirst()
        .orElse(null);
  }

  private static String text(Notification notification) {
    return String.valueOf(notification.extras.getCharSequence(Notification.EXTRA_TEXT));
  }

  static String incident(String id, String type, String more) {
    return "{\"id\":\"%s\",\"type\":\"%s\",\"title\":\"Billing fails\",\"message\":\"5 of 6\"%s}"
        .formatted(id, type, more);
  }
}
