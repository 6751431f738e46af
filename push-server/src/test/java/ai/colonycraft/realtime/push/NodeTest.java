package ai.colonycraft.realtime.push;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.notice;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.support.DocumentClients;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All clients in Node: those that the platform's document shows, and our own module. */
class NodeTest {

  private static final Path OWN_CLIENT =
      Path.of("src/main/resources/push-pages/client.js").toAbsolutePath();

  @TempDir private Path folder;
  private String node;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    node = Needs.program("node");
    server = TestTransport.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theDocumentsClientGetsWhatItSubscribedToBeforeItsSocketWasOpen() throws Exception {
    server.publish(total("active_users", 1234), total("request_rate", 2.5));
    try (RunningProcess client =
        run(
            "script.cjs",
            DocumentClients.metrics()
                + """
                const metricStream = new MetricStreamClient("%s");
                metricStream.connect();
                metricStream.subscribe("active_users", (value, timestamp) =>
                  console.log("users", value, timestamp));
                metricStream.subscribe("request_rate", (value) =>
                  console.log("rate", value.toFixed(2)));
                """)) {
      client.waitForLine("users 1234 1000");
      client.waitForLine("rate 2.50");

      server.publish(total("active_users", 1235));

      client.waitForLine("users 1235 1000");
    }
  }

  @Test
  void theDocumentsClientSubscribesAndUnsubscribesOnAnOpenSocket() throws Exception {
    server.publish(total("active_users", 1), total("request_rate", 2));
    try (RunningProcess client =
        run(
            "script.cjs",
            DocumentClients.metrics()
                + """
                const metricStream = new MetricStreamClient("%s");
                metricStream.connect();
                const open = metricStream.socket.onopen;
                const print = (value) => console.log("users", value);
                metricStream.socket.onopen = () => {
                  open();
                  metricStream.subscribe("active_users", print);
                  metricStream.subscribe("request_rate", (value) => {
                    console.log("rate", value);
                    if (value === 3) metricStream.unsubscribe("active_users", print);
                  });
                };
                """)) {
      client.waitForLine("users 1");
      client.waitForLine("rate 2");
      server.publish(total("request_rate", 3));
      client.waitForLine("rate 3");
      await().until(() -> server.hub.selectors() == 2);

      server.publish(total("active_users", 7), total("request_rate", 4));

      client.waitForLine("rate 4");
      assertThat(client.lines()).doesNotContain("users 7");
    }
  }

  @Test
  void noListenerOfTheDocumentsClientFallsSilentInAnyOrderOfItsCalls() throws Exception {
    server.publish(total("a", 1), total("b", 1));
    try (RunningProcess client =
        run(
            "script.cjs",
            DocumentClients.metricsInAllOrders(server.port())
                + """
                runAllOrders().then(() => console.log("ready", silentListeners.size));
                setInterval(() => console.log("silent:", [...silentListeners].join("\\n")), 500);
                """)) {
      client.waitForLine("ready 120");

      server.publish(total("a", 7), total("b", 7));

      await()
          .untilAsserted(
              () ->
                  assertThat(client.lines().get(client.lines().size() - 1)).isEqualTo("silent: "));
    }
  }

  @Test
  void theDocumentsClientComesBackAfterTheServerWasAway() throws Exception {
    try (RunningProcess client =
        run(
            "script.cjs",
            DocumentClients.metrics()
                + """
                const metricStream = new MetricStreamClient("%s");
                metricStream.connect();
                metricStream.subscribe("active_users", (value) => console.log("users", value));
                """)) {
      client.waitForLine("Connection established");

      restart();
      server.publish(total("active_users", 8));

      client.waitForLine("users 8");
    }
  }

  @Test
  void theDocumentsNotificationServiceIsToldOfEachNewNotificationAndOfNothingElse()
      throws Exception {
    server.publish(notice("old", "before it came"));
    try (RunningProcess client = runNotificationService()) {
      client.waitForLine("Notification stream connected");
      await().until(() -> server.notifications.subscribers() == 1);

      server.publish(notice("n1", "first"), notice("n1", "resolved"), ack("n1", "ada"));
      server.publish(
          new Notice(
              "n2", Updates.notificationJson("n2", "critical", "second"), LiveRecord.NO_SEQUENCE));

      client.waitForLine("received n2 second");
      client.waitForLine("desktop Title second n2");
      assertThat(client.lines())
          .containsExactly(
              "Notification stream connected",
              "received n1 first",
              "received n2 second",
              "desktop Title second n2");
    }
  }

  @Test
  void theDocumentsNotificationServiceComesBackAndIsToldNothingTwice() throws Exception {
    try (RunningProcess client = runNotificationService()) {
      client.waitForLine("Notification stream connected");
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n1", "first"));
      client.waitForLine("received n1 first");

      restart();
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n2", "second"));

      client.waitForLine("received n2 second");
      assertThat(client.lines()).containsOnlyOnce("received n1 first");
    }
  }

  /** Needs a Node that can take types out itself, from 22.13 on; skipped in others. */
  @Test
  void nodeTakesTheSameTypesOutOfTheDocumentsService() throws Exception {
    Path typed = Files.writeString(folder.resolve("typed.ts"), DocumentClients.typed());
    Path ours = Files.writeString(folder.resolve("ours.js"), DocumentClients.withoutTypes());
    try (RunningProcess client =
        run(
            "script.mjs",
            """
            import fs from "node:fs";
            import { stripTypeScriptTypes } from "node:module";
            const short = (text) => text.replace(/[\\s;]+/g, "");
            const theirs = short(stripTypeScriptTypes(fs.readFileSync("TYPED", "utf8")));
            console.log(theirs === short(fs.readFileSync("OURS", "utf8")) ? "same" : "different");
            """
                .replace("TYPED", typed.toString())
                .replace("OURS", ours.toString()))) {
      client.waitForExit();
      assumeTrue(
          client.lines().stream().noneMatch(l -> l.contains("stripTypeScriptTypes")),
          "this Node can't take types out, so our way is not compared with it");
      assertThat(client.lines()).contains("same");
    }
  }

  @Test
  void ourClientSubscribesAgainAfterTheServerWasAway() throws Exception {
    server.publish(labelled("active_users", "platform", "web", 5), total("other", 1));
    try (RunningProcess client =
        runOwn(
            """
            const stream = new StreamClient("%s");
            stream.subscribe("active_users", { platform: "*" }, (u) =>
              console.log(u.labels.platform, u.value));
            stream.subscribe("other", (u) => console.log("other", u.value));
            stream.onState((c) => console.log("state", c.state));
            """)) {
      client.waitForLine("state connecting");
      client.waitForLine("web 5");
      client.waitForLine("other 1");

      restart();
      client.waitForLine("state waiting");
      server.publish(labelled("active_users", "platform", "ios", 6), total("not_asked", 1));

      client.waitForLine("ios 6");
      assertThat(String.join("\n", client.lines())).doesNotContain("not_asked");
    }
  }

  @Test
  void ourClientGetsJustWhatItMissedWhileTheServerWasAway() throws Exception {
    server.publish(total("a", 1), line("u0"));
    try (RunningProcess client =
        runOwn(
            """
            const stream = new StreamClient("%s");
            stream.subscribe("a", (u) => console.log("a", u.value));
            stream.subscribe("activity_feed", (u) => console.log("line", u.value.who));
            stream.onBegin((b) => console.log("begin", b.stream, b.recovered));
            """)) {
      client.waitForLine("line u0");
      client.waitForLine("a 1");
      server.publish(total("a", 2));
      client.waitForLine("a 2");

      server = server.stop().publish(total("a", 3), total("a", 4), line("u1")).start();
      client.waitForLine("line u1");
      client.waitForLine("a 4");
      server.publish(total("a", 5));
      client.waitForLine("a 5");

      assertThat(client.lines())
          .filteredOn(l -> l.startsWith("a "))
          .containsExactly("a 1", "a 2", "a 3", "a 4", "a 5");
      assertThat(client.lines())
          .filteredOn(l -> l.startsWith("line"))
          .containsExactly("line u0", "line u1");
      assertThat(client.lines())
          .contains("begin metrics true", "begin activity_feed true")
          .contains("begin metrics false", "begin activity_feed false");
    }
  }

  /** A server that ends between what it sends out of turn and {@code synced}. */
  @Test
  void ourClientTellsNoOlderValueAfterWhatItGotOutOfTurnBeforeABreak() throws Exception {
    try (RunningProcess client =
        runOwn(
            """
            let server;
            globalThis.WebSocket = class {
              static OPEN = 1;
              readyState = 1;
              constructor() { server = this; setTimeout(() => this.onopen()); }
              send(text) { this.asked ||= text.includes("subscribe"); }
              close() {}
              say(...messages) {
                for (const m of messages) this.onmessage({ data: JSON.stringify(m) });
              }
            };
            const value = (metric, value, place) => ({ metric, value, timestamp: 1, ...place });
            const begun = (recovered, epoch, reason) =>
              ({ subscribed: { subscriptions: [{ metric: "m*" }], recovered, epoch, reason } });
            const synced = (seq, epoch) => ({ synced: { stream: "metrics", epoch }, seq });
            const next = async () => {
              server?.onclose({ code: 1006, reason: "" });
              server = null;
              while (!server?.asked) await new Promise((r) => setTimeout(r, 10));
            };
            const stream = new StreamClient("ws://localhost/stream");
            stream.subscribe("m*", (u) => console.log("told", u.metric, u.value));
            await next();
            server.say(begun(false, "e"), value("m1", 1, { offset: 0 }), synced(0, "e"));
            server.say(value("m1", 2, { seq: 1 }), value("m1", 4, { offset: 5 }), value("m2", 4, { offset: 6 }));

            await next();
            server.say(begun(true, "e"), value("m1", 3, { offset: 2 }), value("m2", 3, { offset: 3 }));
            server.say(value("m3", 1, { offset: 4 }), value("m1", 4, { offset: 5 }), value("m2", 4, { offset: 6 }));
            server.say(value("m2", 5, { seq: 7 }), synced(7, "e"), value("m1", 5, { offset: 8 }));

            await next();  // One that lags behind the last.
            server.say(begun(true, "e"), synced(6, "e"), value("m1", 4, { offset: 5 }), value("m2", 5, { seq: 7 }));
            server.say(value("m1", 6, { seq: 9 }));

            await next();
            server.say(begun(false, "e2", "other_epoch"), value("m1", 0, { offset: 0 }), synced(0, "e2"));
            server.say(value("m1", 7, { seq: 1 }));
            console.log("done");
            process.exit();
            """)) {
      client.waitForExit();

      assertThat(client.lines())
          .filteredOn(line -> line.startsWith("told"))
          .containsExactly(
              "told m1 1",
              "told m1 2",
              "told m1 4",
              "told m2 4",
              "told m3 1",
              "told m1 4",
              "told m2 4",
              "told m2 5",
              "told m1 5",
              "told m1 6",
              "told m1 0",
              "told m1 7");
      assertThat(client.lines()).contains("done");
    }
  }

  @Test
  void ourClientKeepsItsPaceAfterTheServerWasAway() throws Exception {
    try (RunningProcess client =
        runOwn(
            """
            const stream = new StreamClient("%s");
            stream.pace(0.001);
            stream.subscribe("a", (u) => console.log("a", u.value));
            stream.subscribe("b", (u) => console.log("b", u.value));
            stream.onBegin((b) => console.log("begin", b.recovered));
            """)) {
      client.waitForLine("begin false");
      restart();
      client.waitForLine("begin");
      await().until(() -> server.hub.selectors() == 2);
      server.publish(total("a", 1));
      client.waitForLine("a 1");

      server.publish(total("a", 2), total("b", 1));

      await().until(() -> server.metrics.delivered.sum() > 0);
      assertThat(client.lines()).doesNotContain("a 2", "b 1");
    }
  }

  @Test
  void ourNotificationClientIsToldOfEachOnceAndOfWhatChanges() throws Exception {
    server.publish(notice("old", "before"));
    try (RunningProcess client =
        runOwn(
            """
            const notifications = new NotificationClient("%s".replace("/stream", "/notifications/stream"));
            notifications.subscribe(({ kind, notification, ack }) =>
              console.log(kind, notification ? notification.id + " " + notification.message : ack.id + " " + ack.by));
            notifications.onState((c) => console.log("state", c.state));
            """)) {
      client.waitForLine("state open");
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n1", "first"));
      client.waitForLine("new n1 first");

      server =
          server
              .stop()
              .publish(notice("n2", "missed"), notice("n1", "resolved"), ack("old", "ada"))
              .start();
      client.waitForLine("ack old ada");
      server.publish(notice("n3", "last"), notice("n2", "changed"));
      client.waitForLine("update n2 changed");

      assertThat(client.lines())
          .filteredOn(l -> !l.startsWith("state"))
          .containsExactly(
              "new n1 first",
              "new n2 missed",
              "update n1 resolved",
              "ack old ada",
              "new n3 last",
              "update n2 changed");
    }
  }

  @Test
  void ourNotificationClientListsAndAcknowledges() throws Exception {
    server.publish(notice("rule/u 1/e+1", "first"));
    try (RunningProcess client =
        runOwn(
            """
            const notifications = new NotificationClient("%s".replace("/stream", "/notifications/stream"));
            notifications.subscribe(({ kind, ack }) => kind === "ack" && console.log(kind, ack.id, ack.by));
            notifications.onState(async (c) => {
              if (c.state !== "open") return;
              const [newest] = await notifications.list();
              const ack = await notifications.acknowledge(newest.id, "ada");
              console.log("done", ack.by);
              const [again] = await notifications.list(1);
              console.log("listed", again.acknowledged.by);
              await notifications.acknowledge("nobody").catch((e) => console.log(e.message));
            });
            """)) {
      client.waitForLine("done ada");
      client.waitForLine("listed ada");
      client.waitForLine("ack rule/u 1/e+1 ada");
      client.waitForLine("It could not be acknowledged (404)");
    }
  }

  @Test
  void ourClientMatchesAndWaitsAsItsServerExpects() throws Exception {
    try (RunningProcess client =
        run(
            "script.mjs",
            """
            import assert from "node:assert/strict";
            import { isFinal, matches, retryDelay } from "file://CLIENT";
            const web = { metric: "active_users", labels: { platform: "web" } };
            assert.ok(matches("active_users", { platform: "*" }, web));
            assert.ok(matches("active*", { platform: "web" }, web));
            assert.ok(!matches("active_users", {}, web));
            assert.ok(!matches("active_users", { platform: "ios" }, web));
            assert.ok(!matches("active_users", { platform: "*", region: "*" }, web));
            assert.ok(!matches("a.*", {}, { metric: "ab" }));
            assert.ok(matches("*_total", {}, { metric: "llm_tokens_total" }));
            assert.equal(retryDelay(0, 0), 250);
            assert.equal(retryDelay(0, 1), 500);
            assert.equal(retryDelay(1000, 1), 15000);
            assert.ok(isFinal(4400) && !isFinal(1001) && !isFinal(4500));
            console.log("done");
            """
                .replace("CLIENT", OWN_CLIENT.toString()))) {
      client.waitForLine("done");
    }
  }

  private void restart() throws Exception {
    server = server.stop().start();
  }

  private RunningProcess runOwn(String script) throws Exception {
    return run(
        "script.mjs",
        "import { NotificationClient, StreamClient } from \"file://%s\";\n".formatted(OWN_CLIENT)
            + script);
  }

  /** The service as the document uses it, in a window that has just what it needs of one. */
  private RunningProcess runNotificationService() throws Exception {
    return run(
        "script.cjs",
        """
        globalThis.window = globalThis;
        globalThis.Notification = class {
          static permission = "granted";
          constructor(title, { body, tag }) { console.log("desktop", title, body, tag); }
        };
        """
            + DocumentClients.notifications(server.port())
            + """
            const notificationService = NotificationService.getInstance();
            notificationService.addListener((notification) =>
              console.log("received", notification.id, notification.message));
            """);
  }

  /** Runs a script in which {@code %s} stands for the stream's address. */
  private RunningProcess run(String name, String script) throws Exception {
    String address = "ws://127.0.0.1:" + server.port() + "/stream";
    Path file = Files.writeString(folder.resolve(name), script.replace("%s", address));
    List<String> command = List.of(node, "--experimental-websocket", file.toString());
    return RunningProcess.start(command.toArray(String[]::new));
  }
}
