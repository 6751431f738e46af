package ai.colonycraft.realtime.push;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.notice;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.DocumentClients;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithChromium;
import ai.colonycraft.realtime.push.support.WithServer;
import org.junit.jupiter.api.Test;

/** The clients in a real browser; the pages have tests of their own. */
@WithChromium
@WithServer
class BrowserTest {

  private static Chromium chromium;
  private TestTransport server;

  @Test
  void bothClientsOfTheDocumentRunInTheBrowser() throws Exception {
    server.publish(total("active_users", 1234), total("request_rate", 2.5));
    server.publish(notice("old", "before it came"));
    open();
    run(
        DocumentClients.metrics()
            + """
            const metricStream = new MetricStreamClient("ws://" + location.host + "/stream");
            metricStream.connect();
            metricStream.subscribe("active_users", (value) => (globalThis.users = value));
            metricStream.subscribe("request_rate", (value) => (globalThis.rate = value.toFixed(2)));
            """);
    run(
        DocumentClients.notifications(server.port())
            + """
            globalThis.received = [];
            const notificationService = NotificationService.getInstance();
            notificationService.addListener((n) => received.push(n.id + " " + n.message));
            """);
    waitFor("globalThis.users", "1234");
    waitFor("globalThis.rate", "2.50");
    await().until(() -> server.notifications.subscribers() == 1);

    server.publish(total("active_users", 1235));
    server.publish(notice("n1", "first"), notice("n1", "resolved"), ack("n1", "ada"));
    server.publish(notice("n2", "second"));

    waitFor("globalThis.users", "1235");
    waitFor("received.join()", "n1 first,n2 second");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void noListenerOfTheDocumentsClientFallsSilentInAnyOrderOfItsCalls() throws Exception {
    server.publish(total("a", 1), total("b", 1));
    open();
    run(
        DocumentClients.metricsInAllOrders(server.port())
            + "runAllOrders().then(() => (globalThis.ready = silentListeners.size));");
    waitFor("globalThis.ready", "120");

    server.publish(total("a", 7), total("b", 7));

    waitFor("[...silentListeners].join()", "");
  }

  @Test
  void ourClientsRunInTheBrowserAndTellHowOldTheirDataIs() throws Exception {
    open();
    run(
        """
        globalThis.received = [];
        import("/client.js").then(({ NotificationClient, StreamClient }) => {
          globalThis.stream = new StreamClient();
          stream.subscribe("active_users", (u) => received.push(u.value));
          const notifications = new NotificationClient();
          notifications.subscribe((e) => received.push(e.kind + " " + (e.notification ?? e.ack).id));
          notifications.onState(({ state }) => (globalThis.state = state));
        });
        """);
    waitFor("globalThis.state", "open");
    await().until(() -> server.notifications.subscribers() == 1 && server.connections() == 2);
    server.publish(total("active_users", 1));
    waitFor("received.join()", "1");
    server.publish(notice("n1", "m"), notice("n1", "resolved"), ack("n1", "ada"));

    waitFor("received.join()", "1,new n1,update n1,ack n1");
    assertThat(Double.parseDouble(chromium.evaluate("stream.age()"))).isBetween(0.0, 25_000.0);
    TestTransport.Stopped away = server.stop();
    waitFor("globalThis.state", "waiting");
    server = away.publish(notice("n2", "missed"), total("active_users", 2)).start();

    waitFor("received.slice(4).sort().join()", "2,new n2");
    chromium.forgetProblems(); // Of tries to connect while the server was away.
  }

  @Test
  void anEventSourceOfTheBrowserGoesOnWhereItWas() throws Exception {
    server.publish(total("a", 1));
    open();
    run(
        """
        globalThis.received = [];
        const events = new EventSource("/sse/metrics?metric=a&metric=activity_feed");
        events.onmessage = ({ data }) => received.push(JSON.parse(data).value);
        const notifications = new EventSource("/sse/notifications");
        notifications.onmessage = ({ data }) => received.push(JSON.parse(data).id);
        notifications.addEventListener("synced", () => (globalThis.synced = true));
        """);
    waitFor("received.join()", "1");
    waitFor("globalThis.synced", "true");
    server.publish(total("a", 2));
    server.publish(notice("n1", "m"));
    waitFor("received.join()", "1,2,n1");

    server = server.stop().publish(total("a", 3), total("a", 4), notice("n2", "missed")).start();

    waitFor("received.slice(3).sort().join()", "3,4,n2");
    chromium.forgetProblems();
  }

  /** Runs statements in a scope of their own. */
  private static void run(String script) {
    assertThat(chromium.evaluate("(() => {" + script + "; return 'ran'; })()")).isEqualTo("ran");
  }

  private void open() {
    // A document of the same origin that connects to nothing by itself.
    chromium.open("http://127.0.0.1:" + server.port() + "/healthz");
  }

  private static void waitFor(String expression, String expected) {
    await().untilAsserted(() -> assertThat(chromium.evaluate(expression)).isEqualTo(expected));
  }
}
