package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.robolectric.Shadows.shadowOf;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Firefox;
import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import android.app.Application;
import android.app.Notification;
import android.app.NotificationManager;
import android.service.notification.StatusBarNotification;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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

/**
 * Two alerts of a real Prometheus, through a real Alertmanager, Kafka and the push server, to a
 * page in Chromium, Firefox by Web Push, a mail server, and the service of the app. Prints how long
 * each took.
 */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
public final class EveryWayTest {

  /** For a slow machine; what is wanted is 5 s and 2 s, which are printed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String RULES =
      """
      groups:
        - name: test
          interval: 1s
          rules:
            - alert: CheckoutFails
              expr: vector(1)
              for: 6s # By then Prometheus knows Alertmanager.
              labels: {severity: critical, service: checkout}
              annotations: {summary: Checkout fails}
            - alert: LoginFails
              expr: vector(1)
              for: 6s
              labels: {severity: critical, service: login}
              annotations: {summary: Login fails}
      """;
  private static final String PROMETHEUS =
      """
      rule_files: [%s]
      alerting:
        alertmanagers:
          - static_configs: [{targets: ["127.0.0.1:%d"]}]
      """;
  private static final String ALERTMANAGER =
      """
      route: {receiver: push, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
      receivers:
        - name: push
          webhook_configs: [{url: "%s/api/alerts"}]
      """;
  private static final String POLICY =
      """
      policies:
        all:
          match: {severity: critical}
          steps:
            - {after: 0 s, notify: [{person: ada}]}
            - {after: 20 s, notify: [{person: carol}]}
      """;

  private static final String PUSHED =
      "navigator.serviceWorker.ready.then((r) => r.getNotifications())"
          + ".then((all) => all.map((n) => n.title).join('|'))";
  private static final String TOASTS =
      "[...document.querySelectorAll('cc-toasts .toast strong')].map((n) => n.textContent).join('|')";

  private static final String SAID_THAT_SOMEBODY_LOOKS =
      "performance.getEntriesByType('resource').some((e) =>"
          + " e.name.includes('/people/me/page') && e.responseEnd > 0)";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Application app = RuntimeEnvironment.getApplication();
  private final NotificationManager notifications = app.getSystemService(NotificationManager.class);
  private RealServer server;

  @Test
  public void oneIncidentReachesAllIsGoneFromAllAndTheOtherIsEscalated() throws Exception {
    String prometheus = programOrSkip("prometheus");
    String alertmanager = programOrSkip("prometheus-alertmanager");
    programOrSkip("firefox-esr");
    programOrSkip("chromium");
    Path data = folder.getRoot().toPath();
    Path policy = Files.writeString(data.resolve("oncall.yaml"), POLICY);
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    String[] settings =
        LocalPushService.settings(
            data,
            "--oncall.policy",
            policy.toString(),
            "--mail.smtp.host",
            "127.0.0.1",
            "--mail.smtp.port",
            Integer.toString(mail.getSmtp().getPort()),
            "--mail.smtp.security",
            "none",
            "--mail.from",
            "noc@colony.example");
    try (LocalPushService pushService = new LocalPushService();
        RealServer started = new RealServer(data.resolve("kafka"), settings);
        Firefox firefox = Firefox.start(pushService.address());
        Chromium chromium = Chromium.start()) {
      server = started;
      wantsMail("bob", "critical");
      wantsMail("carol", "");
      // Linus wants mails, but looks at a page.
      wantsMail("linus", "critical");
      subscribe(firefox, "ada");
      openPage(chromium, "linus");
      new Memory(app).signIn(Account.of(server.address(), ""));
      ServiceController<AlertService> service =
          Robolectric.buildService(AlertService.class).create().startCommand(0, 1);
      await().atMost(PATIENCE).until(() -> service.get().status() == StreamStatus.CONNECTED);
      await().atMost(PATIENCE).until(() -> get("/metrics").contains("reach_owned_partitions 1.0"));

      try (RunningProcess alerts =
              Monitoring.alertmanager(
                  alertmanager, data, ALERTMANAGER.formatted(server.address()), FreePort.any());
          RunningProcess rules = prometheus(prometheus, data, Monitoring.port(alerts))) {
        Map<String, Long> shown =
            times(
                Map.of(
                    "page", () -> chromium.evaluate(TOASTS).contains("Checkout fails"),
                    "Firefox", () -> firefox.evaluate(PUSHED).contains("Checkout fails"),
                    "mail", () -> mails(mail, "bob").contains("[critical] Checkout fails"),
                    "Android", () -> onPhone("Checkout fails").isPresent()));
        long fired = incident("Checkout fails").getLong("timestamp");
        shown.forEach(
            (way, at) -> System.out.printf("%s had the incident after %d ms%n", way, at - fired));
        assertThat(firefox.evaluate(PUSHED)).contains("Login fails");

        long acknowledged = System.currentTimeMillis();
        Notification phone = onPhone("Checkout fails").orElseThrow();
        new AcknowledgeReceiver()
            .onReceive(app, shadowOf(phone.actions[0].actionIntent).getSavedIntent());
        times(
                Map.of(
                    "page", () -> !chromium.evaluate(TOASTS).contains("Checkout fails"),
                    "Firefox",
                        () ->
                            Arrays.stream(firefox.evaluate(PUSHED).split("\\|"))
                                .anyMatch(t -> t.matches("Acknowledged.*: Checkout fails")),
                    "Android", () -> onPhone("Checkout fails").isEmpty()))
            .forEach(
                (way, at) ->
                    System.out.printf(
                        "%s showed it as taken after %d ms%n", way, at - acknowledged));
        assertThat(firefox.evaluate(PUSHED).split("\\|")).hasSize(2);

        // Both began together, so the step of the first has come when that of the second has.
        await()
            .atMost(PATIENCE)
            .until(() -> mails(mail, "carol").contains("Re: [critical] Login fails"));
        assertThat(mails(mail, "carol")).hasSize(1);
        // The page reports what it showed when somebody has looked at it.
        String onPage =
            "reach_notices_total{kind=\"opened\",outcome=\"accepted\",way=\"page\"} 2.0";
        await().atMost(PATIENCE).until(() -> get("/metrics").contains(onPage));
        assertThat(mails(mail, "linus")).as("mails to who looks at a page").isEmpty();
        assertThat(mails(mail, "ada")).isEmpty();
        assertThat(rules.lines()).isNotEmpty();
      }
      service.destroy();
    } finally {
      mail.stop();
    }
  }

  /** When each of some things was seen first, in epoch milliseconds. */
  private static Map<String, Long> times(Map<String, Callable<Boolean>> awaited) {
    Map<String, Long> seen = new LinkedHashMap<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              for (Map.Entry<String, Callable<Boolean>> one : awaited.entrySet()) {
                if (!seen.containsKey(one.getKey()) && one.getValue().call()) {
                  seen.put(one.getKey(), System.currentTimeMillis());
                }
              }
              return seen.size() == awaited.size();
            });
    return seen;
  }

  private void wantsMail(String person, String severity) throws Exception {
    String severities = severity.isEmpty() ? "" : '"' + severity + '"';
    String body =
        "{\"mail\":\"%s@people.example\",\"preferences\":{\"severities\":[%s],\"ways\":[\"mail\"]}}"
            .formatted(person, severities);
    URI uri = URI.create(server.address() + "/api/people/me?person=" + person);
    HttpRequest request = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)).build();
    await()
        .atMost(PATIENCE)
        .until(() -> HTTP.send(request, BodyHandlers.ofString()).statusCode() == 200);
  }

  private void subscribe(Firefox firefox, String person) throws Exception {
    // A service worker's origin: localhost is trustworthy to Firefox.
    String settings = server.address().replace("127.0.0.1", "localhost") + "/settings";
    firefox.open(settings);
    firefox.evaluate(named(person));
    firefox.open(settings);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                firefox
                    .evaluate("document.querySelector('.reach .subscribe') !== null")
                    .equals("true"));
    // By then the server does not know who looks at this page.
    await().atMost(PATIENCE).until(() -> firefox.evaluate(SAID_THAT_SOMEBODY_LOOKS).equals("true"));
    firefox.evaluate("document.querySelector('.reach .subscribe').click()");
    await()
        .atMost(PATIENCE)
        .until(() -> get("/api/people/me?person=" + person).contains("\"kind\":\"webpush\""));
    // Nobody looks at a page here when the incident comes.
    firefox.open(settings.replace("/settings", "/metrics"));
  }

  private void openPage(Chromium chromium, String person) {
    chromium.open(server.address() + "/settings");
    chromium.evaluate(named(person));
    chromium.open(server.address() + "/operations");
    await()
        .atMost(PATIENCE)
        .until(() -> chromium.evaluate(SAID_THAT_SOMEBODY_LOOKS).equals("true"));
  }

  private static String named(String person) {
    return "localStorage.setItem('colonycraft.settings', JSON.stringify({name: '" + person + "'}))";
  }

  private static List<String> mails(GreenMail server, String person) throws Exception {
    List<String> subjects = new ArrayList<>();
    for (MimeMessage mail : server.getReceivedMessages()) {
      if (mail.getAllRecipients()[0].toString().startsWith(person + "@")) {
        subjects.add(mail.getSubject());
      }
    }
    return subjects;
  }

  private Optional<Notification> onPhone(String title) {
    return Arrays.stream(notifications.getActiveNotifications())
        .map(StatusBarNotification::getNotification)
        .filter(one -> one.getChannelId().equals("critical"))
        .filter(one -> title.contentEquals(one.extras.getCharSequence(Notification.EXTRA_TITLE)))
        .findFirst();
  }

  private JSONObject incident(String title) throws Exception {
    JSONArray all = new JSONObject(get("/api/notifications")).getJSONArray("notifications");
    for (int i = 0; i < all.length(); i++) {
      if (all.getJSONObject(i).getString("title").equals(title)) {
        return all.getJSONObject(i);
      }
    }
    throw new AssertionError("no incident " + title + " in " + all);
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  private static RunningProcess prometheus(String program, Path folder, int alertmanager)
      throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
    return Monitoring.prometheus(
        program, folder, PROMETHEUS.formatted(rules, alertmanager), FreePort.any());
  }

  private static String programOrSkip(String name) {
    try {
      return Needs.program(name);
    } catch (TestAbortedException e) {
      throw new AssumptionViolatedException(e.getMessage());
    }
  }
}
