package ai.colonycraft.realtime.push;

import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser. */
class BrowserTest {

  private static final String USERS =
      "document.querySelector('live-number[metric=active_users] .value').textContent";
  private static final String CONNECTION = "document.querySelector('connection-state').textContent";

  private static Chromium chromium;
  private TestTransport server;

  @BeforeAll
  static void startChromium() throws Exception {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopChromium() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = TestTransport.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsANumberThatMoves() {
    server.publish(now(total("active_users", 1234)));
    open();
    waitFor(USERS, "1,234");

    server.publish(now(total("active_users", 1235)));

    waitFor(USERS, "1,235");
    assertThat(chromium.evaluate(CONNECTION)).isEqualTo("Live");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void showsLabelledSeriesAndRankings() {
    open();
    publishPlatform("web", 9);
    publishPlatform("ios", 12);
    publishColony("1", "c-1", "Reef", 30);
    publishColony("2", "c-2", "Dune", 20);

    waitFor(texts("ranked-bars[metric=active_users] .name"), "ios web");
    waitFor(texts("ranked-bars[metric=top_colonies] .name"), "Reef Dune");

    publishColony("1", "c-2", "Dune", 40);
    publishColony("2", "c-1", "Reef", 0);

    waitFor(texts("ranked-bars[metric=top_colonies] .name"), "Dune");
  }

  @Test
  void showsTextFromOutsideAsTextOnly() {
    open();
    String attack = "<img src=x onerror=document.title='hacked'>";
    server.publish(
        new ActivityLine(
            System.currentTimeMillis(),
            "{\"timestamp\":1,\"who\":\"%s\",\"what\":\"%s\",\"where\":\"%s\"}"
                .formatted(attack, attack, attack)));
    publishColony("1", "c-1", attack, 30);

    waitFor(texts("activity-feed b"), attack);
    waitFor(texts("ranked-bars[metric=top_colonies] .name"), attack);
    assertThat(chromium.evaluate("document.querySelectorAll('main img').length")).isEqualTo("0");
    assertThat(chromium.evaluate("document.title")).isEqualTo("ColonyCraft live");
  }

  @Test
  void saysThatItIsDisconnectedAndComesBackByItself() throws Exception {
    server.publish(now(total("active_users", 1)));
    open();
    waitFor(USERS, "1");
    String port = Integer.toString(server.port());

    server.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> chromium.evaluate(CONNECTION).startsWith("Disconnected"));
    waitFor("document.querySelector('live-number').classList.contains('stale')", "true");
    assertThat(chromium.evaluate("document.querySelector('live-number .age').textContent"))
        .startsWith("stale");

    server = TestTransport.start("--http.port", port);
    server.publish(now(total("active_users", 2)));

    waitFor(USERS, "2");
    waitFor("document.querySelector('live-number').classList.contains('stale')", "false");
    chromium.forgetProblems(); // Of tries to connect while the server was away.
  }

  @Test
  void saysThatANumberIsStaleWhenItIsNotRenewed() {
    server.publish(
        new Update(
            "active_users", "active_users", Map.of(), 7, System.currentTimeMillis() - 120_000));
    open();

    waitFor(USERS, "7");
    waitFor(
        "document.querySelector('live-number .age').textContent.replace(/\\d+ min/, 'some min')",
        "stale · some min");
    assertThat(chromium.evaluate(CONNECTION)).isEqualTo("Live");
  }

  private void open() {
    chromium.open("http://127.0.0.1:" + server.port() + "/");
    waitFor(CONNECTION, "Live");
  }

  private void publishPlatform(String platform, int users) {
    server.publish(
        new Update(
            "active_users/" + platform,
            "active_users",
            Map.of("platform", platform),
            users,
            System.currentTimeMillis()));
  }

  private void publishColony(String rank, String id, String name, int events) {
    server.publish(
        new Update(
            "top_colonies/" + rank,
            "top_colonies",
            Map.of("rank", rank, "colony_id", id, "colony_name", name),
            events,
            System.currentTimeMillis()));
  }

  private static Update now(Update update) {
    return new Update(
        update.series(),
        update.metric(),
        update.labels(),
        update.value(),
        System.currentTimeMillis());
  }

  private static String texts(String selector) {
    return "[...document.querySelectorAll('%s')].map(n => n.textContent).join(' ')"
        .formatted(selector);
  }

  private static void waitFor(String expression, String expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(chromium.evaluate(expression)).isEqualTo(expected));
  }
}
