package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.PersonJson;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.PushKeys;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service worker does with a message and with clicks, while no page is open. */
class WebPushInChromiumTest {

  private static final String TITLES =
      "self.registration.getNotifications().then((all) => all.map((n) => n.title).join('|'))";

  /** Chromium takes no promise of an event that a script made, so the test takes it. */
  private static final String CLICK =
      "self.registration.getNotifications().then(([notification]) => {"
          + " const event = new NotificationEvent('notificationclick', {notification, action: '%s'});"
          + " let done; event.waitUntil = (promise) => { done = promise; };"
          + " self.dispatchEvent(event); return done; })";

  @TempDir private Path folder;
  private final PushKeys keys;
  private LocalPushService service;
  private TestTransport server;
  private Chromium chromium;
  private String origin;

  WebPushInChromiumTest() throws Exception {
    keys = new PushKeys();
  }

  @BeforeEach
  void openThePagesOnce() throws Exception {
    service = new LocalPushService();
    server = TestTransport.start(LocalPushService.settings(folder));
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    chromium = Chromium.start();
    origin = "http://localhost:" + server.port();
    chromium.allowNotifications(origin);
    chromium.open(origin + "/notifications");
    await()
        .until(
            () ->
                chromium
                    .evaluateLater(
                        "navigator.serviceWorker.getRegistration().then((r) => !!r?.active)")
                    .equals("true"));
  }

  @AfterEach
  void close() {
    chromium.close();
    server.close();
    service.close();
  }

  @Test
  void acknowledgesWithThePageClosed() throws Exception {
    chromium.open("about:blank");
    chromium.deliverPush(origin, message());
    waitForTitles("Billing fails");

    chromium.evaluateInWorker(CLICK.formatted("acknowledge"));

    assertThat(server.notifications.find("n1").orElseThrow().acknowledgement().by())
        .isEqualTo("ada");
    waitForTitles("Acknowledged · ada: Billing fails");
  }

  @Test
  void saysThatAnAcknowledgementDidNotReachTheServer() throws Exception {
    chromium.deliverPush(origin, message());
    waitForTitles("Billing fails");
    server.kafkaAway.set(true);

    chromium.evaluateInWorker(CLICK.formatted("acknowledge"));

    assertThat(
            chromium.evaluateInWorker(
                "self.registration.getNotifications().then(([n]) => n.body + n.actions.length)"))
        .isEqualTo("Not acknowledged: the server did not answer1");
  }

  @Test
  void aMessageThatIsNotOfThisServerIsShownAllTheSame() throws Exception {
    chromium.deliverPush(origin, "no JSON");

    waitForTitles("ColonyCraft");
  }

  private void waitForTitles(String expected) {
    await().untilAsserted(() -> assertThat(chromium.evaluateInWorker(TITLES)).isEqualTo(expected));
  }

  /** The plaintext of what the server sends, read by another program. */
  private String message() throws Exception {
    byte[] body = keys.subscription(service.endpoint("a")).getBytes(StandardCharsets.UTF_8);
    Person ada = Person.of("ada").with(PersonJson.device(body, 0));
    Notice notice =
        new Notice(
            "id",
            Notice.Kind.OPENED,
            server.notifications.find("n1").orElseThrow().incident(),
            "Since now",
            0,
            Optional.empty(),
            Instant.now());
    server.webPush.orElseThrow().send(notice, ada).toCompletableFuture().join();
    return keys.decrypt(service.received().get(0).body()).toString();
  }
}
