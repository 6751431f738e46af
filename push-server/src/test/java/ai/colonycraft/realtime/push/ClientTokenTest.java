package ai.colonycraft.realtime.push;

import static ai.colonycraft.realtime.push.support.Updates.notice;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own clients, in Node and in a browser, at a server that asks for tokens. */
class ClientTokenTest {

  private static final Path OWN_CLIENT =
      Path.of("src/main/resources/push-pages/client.js").toAbsolutePath();
  private static final Duration SHORT = Duration.ofSeconds(8);

  /** Prints what it receives; {@code token} is the script's own. */
  private static final String CLIENTS =
      """
      const stream = new StreamClient("{server}/stream", { token });
      stream.subscribe("active_users", ({ value }) => say("users", value));
      stream.onState(({ state, reason }) => say("stream", state, reason ?? ""));
      const notifications = new NotificationClient("{server}/notifications/stream", undefined, { token });
      notifications.subscribe(async ({ kind, notification, ack }) => {
        say(kind, notification?.id ?? ack.by);
        if (kind !== "new") return;
        say("listed", (await notifications.list())[0].id);
        await notifications.acknowledge(notification.id, "somebody else");
      });
      notifications.onState(({ state }) => say("notifications", state));
      """;

  @TempDir private Path folder;
  private Issuer issuer;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    server =
        TestTransport.start(
            "--auth.secret", folder.resolve("secret").toString(), "--auth.clock-skew", "0 s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nodeIsServedAndItsAcknowledgementsHaveTheTokensSubject() throws Exception {
    server.publish(total("active_users", 7));
    try (RunningProcess client =
        node("const token = \"" + issuer.token(Issuer.ALL) + "\";\n" + CLIENTS)) {
      client.waitForLine("users 7");
      client.waitForLine("notifications open");
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n1", "m"));

      client.waitForLine("listed n1");
      client.waitForLine("ack ada");
    }
  }

  @Test
  void nodeRenewsItsTokenBeforeThatEndsAndKeepsItsConnection() throws Exception {
    Instant end = Instant.now().plus(SHORT);
    String script =
        """
        const tokens = ["{first}", "{second}"];
        let asked = 0;
        const token = async () => (say("asked", ++asked), tokens[Math.min(asked, 2) - 1]);
        const stream = new StreamClient("{server}/stream", { token });
        stream.subscribe("active_users", ({ value }) => say("users", value));
        stream.onState(({ state, reason }) => say("stream", state, reason ?? ""));
        """
            .replace("{first}", issuer.token(Issuer.ALL, SHORT))
            .replace("{second}", issuer.token(Issuer.ALL));
    try (RunningProcess client = node(script)) {
      client.waitForLine("asked 2");
      await().until(() -> Instant.now().isAfter(end.plusSeconds(1)));
      server.publish(total("active_users", 8));

      client.waitForLine("users 8");
      assertThat(client.lines()).noneMatch(l -> l.startsWith("stream waiting"));
      assertThat(server.metrics.tokensEnded.sum()).isZero();
    }
  }

  @Test
  void nodeTriesAgainWhenThereIsNoTokenToBeHad() throws Exception {
    String script =
        """
        let asked = 0;
        const token = () => {
          if (asked++ === 0) throw new Error("the issuer is away");
          return "{first}";
        };
        const stream = new StreamClient("{server}/stream", { token });
        stream.onState(({ state, reason }) => say("stream", state, reason ?? ""));
        """
            .replace("{first}", issuer.token(Issuer.ALL));
    try (RunningProcess client = node(script)) {
      client.waitForLine("stream waiting no token: the issuer is away");
      client.waitForLine("stream open");
    }
  }

  @Test
  void aBrowserIsServedWithATokenThatIsAskedOfAFunction() throws Exception {
    server.publish(total("active_users", 7));
    try (Chromium chromium = Chromium.start()) {
      chromium.open("http://127.0.0.1:" + server.port() + "/api");
      String script =
          "globalThis.received = []; const say = (...words) => received.push(words.join(' ').trim());"
              + "import('/client.js').then(({ NotificationClient, StreamClient }) => {"
              + "const token = async () => '%s';".formatted(issuer.token(Issuer.ALL))
              + CLIENTS.replace("{server}", "ws://127.0.0.1:" + server.port())
              + "}, (e) => say(e.message));";
      chromium.evaluate("(() => {" + script + "; return 'ran'; })()");
      waitFor(chromium, "users 7");
      waitFor(chromium, "notifications open");
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n1", "m"));

      waitFor(chromium, "listed n1");
      waitFor(chromium, "ack ada");
    }
  }

  @Test
  void aBrowserIsToldWhyItIsNotLetInAndDoesNotTryAgain() throws Exception {
    try (Chromium chromium = Chromium.start()) {
      chromium.open("http://127.0.0.1:" + server.port() + "/api");
      String script =
          "globalThis.received = []; const say = (...words) => received.push(words.join(' ').trim());"
              + "import('/client.js').then(({ StreamClient }) => {"
              + "const stream = new StreamClient(undefined, { token: '%s' });"
                  .formatted(issuer.token("alerts:write"))
              + "stream.onState(({ state, reason }) => say('stream', state, reason ?? ''));"
              + "});";
      chromium.evaluate("(() => {" + script + "; return 'ran'; })()");

      waitFor(chromium, "stream closed the token has no scope metrics:read");
    }
  }

  private static void waitFor(Chromium chromium, String line) {
    await()
        .untilAsserted(
            () ->
                assertThat(chromium.evaluate("globalThis.received?.join('\\n') ?? ''"))
                    .contains(line));
  }

  private RunningProcess node(String script) throws Exception {
    String whole =
        "import { NotificationClient, StreamClient } from \"file://%s\";\n".formatted(OWN_CLIENT)
            + "const say = (...words) => console.log(...words);\n"
            + script.replace("{server}", "ws://127.0.0.1:" + server.port());
    Path file = Files.writeString(folder.resolve("script.mjs"), whole);
    return RunningProcess.start(Needs.program("node"), "--experimental-websocket", file.toString());
  }
}
