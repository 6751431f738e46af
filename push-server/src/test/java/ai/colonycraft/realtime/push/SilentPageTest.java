package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.reach.deliver.PageWay;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.PushKeys;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.WithChromium;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People who have a page open that shows one incident and not the next one: a real browser, Kafka,
 * push service and mail server.
 */
@WithChromium
class SilentPageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For a slow machine. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String SAID =
      "performance.getEntriesByType('resource').some((e) =>"
          + " e.name.includes('/people/me/page') && e.responseEnd > 0)";

  static Chromium chromium;

  @TempDir private Path folder;
  private TestBroker broker;
  private LocalPushService pushes;
  private GreenMail mails;
  private PushServer server;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker().start();
    broker.createTopics("live-updates", "notifications", "actions", "people", "outbox");
    pushes = new LocalPushService();
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    server =
        PushServer.start(
            PushConfig.read(
                LocalPushService.settings(
                    folder,
                    "--http.port",
                    "0",
                    "--kafka.bootstrap.servers",
                    broker.address(),
                    "--mail.smtp.host",
                    "127.0.0.1",
                    "--mail.smtp.port",
                    Integer.toString(mails.getSmtp().getPort()),
                    "--mail.smtp.security",
                    "none")));
    await().atMost(PATIENCE).until(() -> metrics().contains("reach_owned_partitions 1.0"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    mails.stop();
    pushes.close();
    broker.close();
  }

  @Test
  void whoseTabIsHiddenGetsAPushMessageWhenTheWaitIsOver() throws Exception {
    say("POST", "/devices", new PushKeys().subscription(pushes.endpoint("ada")));
    look();
    showsTheFirst();
    assertThat(pushes.received()).isEmpty();

    String tab = chromium.hide();
    try {
      followsAfterTheWait(() -> pushes.received().size() == 1);
    } finally {
      chromium.reveal(tab);
    }
    assertThat(mails.getReceivedMessages()).isEmpty();
  }

  @Test
  void whosePageHasNoNetworkGetsAMailWhenTheWaitIsOver() throws Exception {
    say("PUT", "", "{\"mail\":\"ada@people.example\",\"preferences\":{\"ways\":[\"mail\"]}}");
    look();
    showsTheFirst();
    assertThat(mails.getReceivedMessages()).isEmpty();

    chromium.offline(true);
    try {
      followsAfterTheWait(() -> mails.getReceivedMessages().length == 1);
    } finally {
      chromium.offline(false);
    }
    assertThat(mails.getReceivedMessages()[0].getSubject()).contains("Login fails");
  }

  private void look() {
    String root = server.uri().toString();
    chromium.open(root + "settings");
    chromium.evaluate(
        "localStorage.setItem('colonycraft.settings', JSON.stringify({ name: 'ada' }))");
    chromium.open(root + "operations");
    await().atMost(PATIENCE).until(() -> chromium.evaluate(SAID).equals("true"));
    // What comes before the page follows both streams is not new to it.
    await().atMost(PATIENCE).until(() -> get("healthz").contains("\"connections\":2,"));
  }

  private void showsTheFirst() {
    open("first", "Billing fails");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics().lines().filter(l -> l.startsWith("reach_notices_total")))
                    .contains(
                        "reach_notices_total{kind=\"opened\",outcome=\"accepted\",way=\"page\"}"
                            + " 1.0"));
  }

  private void followsAfterTheWait(Callable<Boolean> reached) throws Exception {
    long begin = System.nanoTime();
    open("second", "Login fails");
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(reached);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(PageWay.WITHIN, PageWay.WITHIN.plus(SOON));
    assertThat(metrics())
        .contains("reach_notices_total{kind=\"opened\",outcome=\"refused\",way=\"page\"} 1.0");
  }

  private void open(String id, String title) {
    broker.send(
        "notifications",
        id,
        ("{\"id\":\"%s\",\"type\":\"critical\",\"title\":\"%s\",\"message\":\"m\","
                + "\"source\":\"rule\",\"timestamp\":%d,\"context\":{\"service\":\"%s\"},"
                + "\"state\":\"open\"}")
            .formatted(id, title, System.currentTimeMillis(), id));
  }

  /** Changes the person until Kafka's topic of people is followed. */
  private void say(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/people/me" + path + "?person=ada"))
            .method(method, BodyPublishers.ofString(body))
            .build();
    await()
        .atMost(PATIENCE)
        .until(() -> HTTP.send(request, BodyHandlers.ofString()).statusCode() == 200);
  }

  private String metrics() throws Exception {
    return get("metrics");
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/" + path)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }
}
