package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.support.Firefox;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Firefox subscribes on the settings page and shows what the server sends. */
class WebPushInFirefoxTest {

  private static final String SHOWN =
      "navigator.serviceWorker.ready.then((r) => r.getNotifications())"
          + ".then((all) => all.map((n) => n.title + '#' + n.tag).join('|'))";

  /** What the worker does on a click on Acknowledge; a headless Firefox shows no button. */
  private static final String ACKNOWLEDGE =
      "navigator.serviceWorker.ready.then((r) => r.getNotifications()).then(([n]) =>"
          + " fetch('/api/notifications/' + encodeURIComponent(n.data.id) + '/ack', {method: 'POST',"
          + " headers: {Authorization: 'Acknowledge ' + n.data.token}, body: '{}'}))"
          + ".then((r) => r.status)";

  @TempDir private Path folder;

  @Test
  void subscribesShowsReplacesAcknowledgesAndIsForgottenWhenGone() throws Exception {
    try (LocalPushService service = new LocalPushService();
        TestTransport server = TestTransport.start(LocalPushService.settings(folder));
        Firefox firefox = Firefox.start(service.address())) {
      server.loaded.set(true);
      server.publish(notice("n1", "critical", "Billing fails", "billing"));
      // A service worker's origin: localhost is trustworthy to Firefox.
      String pages = "http://localhost:" + server.port();
      firefox.open(pages + "/settings");
      firefox.evaluate(
          "localStorage.setItem('colonycraft.settings', JSON.stringify({name: 'ada'}))");
      firefox.open(pages + "/settings");
      await()
          .until(
              () ->
                  firefox
                      .evaluate("document.querySelector('.reach .subscribe') !== null")
                      .equals("true"));

      firefox.evaluate("document.querySelector('.reach .subscribe').click()");
      await()
          .untilAsserted(
              () ->
                  assertThat(server.people.find("ada").map(Person::devices))
                      .as(firefox.evaluate("document.querySelector('.reach').textContent"))
                      .hasValueSatisfying(devices -> assertThat(devices).hasSize(1)));
      Person ada = server.people.find("ada").orElseThrow();

      assertThat(send(server, Notice.Kind.OPENED, ada).status()).isEqualTo(Outcome.Status.ACCEPTED);
      String tag = about(server, Notice.Kind.OPENED).tag();
      waitFor(firefox, SHOWN, "Billing fails#" + tag);

      assertThat(firefox.evaluate(ACKNOWLEDGE)).isEqualTo("200");
      assertThat(server.notifications.find("n1").orElseThrow().acknowledgement().by())
          .isEqualTo("ada");

      send(server, Notice.Kind.HANDLED, ada);
      waitFor(firefox, SHOWN, "Acknowledged by bob: Billing fails#" + tag);

      firefox.evaluate("document.querySelector('.reach .test').click()");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          firefox.evaluate(
                              "document.querySelector('.reach > [role=status]').textContent"))
                      .matches("The test message arrived after [0-9.]+ s\\."));

      service.answer(410, null);
      send(server, Notice.Kind.OPENED, ada);
      assertThat(server.people.find("ada").orElseThrow().devices()).isEmpty();
    }
  }

  private static void waitFor(Firefox firefox, String expression, String expected) {
    await().untilAsserted(() -> assertThat(firefox.evaluate(expression)).isEqualTo(expected));
  }

  private static Outcome send(TestTransport server, Notice.Kind kind, Person person) {
    return server
        .webPush
        .orElseThrow()
        .send(about(server, kind), person)
        .toCompletableFuture()
        .join();
  }

  private static Notice about(TestTransport server, Notice.Kind kind) {
    Optional<String> by = kind == Notice.Kind.HANDLED ? Optional.of("bob") : Optional.empty();
    return new Notice(
        "id",
        kind,
        server.notifications.find("n1").orElseThrow().incident(),
        "Since now",
        0,
        by,
        Instant.now());
  }
}
