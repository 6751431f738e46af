package ai.colonycraft.realtime.push;

import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both clients in Node: the one that the platform's document shows, and our own module. */
class NodeTest {

  private static final Path DOCUMENT_CLIENT = Path.of("src/test/resources/metric-stream-client.js");
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
            Files.readString(DOCUMENT_CLIENT)
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
            Files.readString(DOCUMENT_CLIENT)
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
      org.awaitility.Awaitility.await().until(() -> server.hub.selectors() == 1);

      server.publish(total("active_users", 7), total("request_rate", 4));

      client.waitForLine("rate 4");
      assertThat(client.lines()).doesNotContain("users 7");
    }
  }

  @Test
  void theDocumentsClientComesBackAfterTheServerWasAway() throws Exception {
    try (RunningProcess client =
        run(
            "script.cjs",
            Files.readString(DOCUMENT_CLIENT)
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
  void ourClientSubscribesAgainAfterTheServerWasAway() throws Exception {
    server.publish(labelled("active_users", "platform", "web", 5), total("other", 1));
    try (RunningProcess client =
        run(
            "script.mjs",
            """
            import { StreamClient } from "file://CLIENT";
            const stream = new StreamClient("%s");
            stream.subscribe("active_users", { platform: "*" }, (u) =>
              console.log(u.labels.platform, u.value));
            stream.subscribe("other", (u) => console.log("other", u.value));
            stream.onState((c) => console.log("state", c.state));
            """
                .replace("CLIENT", OWN_CLIENT.toString()))) {
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
    String port = Integer.toString(server.port());
    server.close();
    server = TestTransport.start("--http.port", port);
  }

  /** Runs a script in which {@code %s} stands for the stream's address. */
  private RunningProcess run(String name, String script) throws Exception {
    String address = "ws://127.0.0.1:" + server.port() + "/stream";
    Path file = Files.writeString(folder.resolve(name), script.replace("%s", address));
    return RunningProcess.start(node, "--experimental-websocket", file.toString());
  }
}
