package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.Updates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A push server that is stopped and started again while a real broker takes updates and
 * notifications without a break: what its clients have got in the end.
 */
class RestartTest {

  private static final int CLIENTS = 6;
  private static final int SERIES = 20;
  private static final int RESTARTS = 3;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path OWN_CLIENT =
      Path.of("src/main/resources/push-pages/client.js").toAbsolutePath();

  /** Counts the values of a series from 1, so an old one is one that is not the next. */
  private static final String SCRIPT =
      """
      import { NotificationClient, StreamClient } from "file://CLIENT";
      for (let client = 0; client < CLIENTS; client++) {
        const stream = new StreamClient("ws://127.0.0.1:PORT/stream");
        const newest = new Map();
        stream.subscribe("m*", ({ metric, value }) => {
          if (value < (newest.get(metric) ?? 0)) console.log("OLD", client, metric, value);
          newest.set(metric, value);
        });
        stream.subscribe("last", () => console.log("last", client, [...newest.values()].join(",")));
        stream.onBegin((b) => console.log("begin", client, b.stream, b.recovered, b.reason ?? ""));
        const notifications = new NotificationClient("ws://127.0.0.1:PORT/notifications/stream");
        notifications.subscribe(({ kind, notification }) => console.log(kind, client, notification.id));
        notifications.onState(({ state }) => console.log("state", client, state));
      }
      """;

  @TempDir private Path folder;
  private TestBroker broker;
  private Serving server;

  /** A server that listens, and how it ends. */
  private record Serving(int port, AutoCloseable end) {}

  /** Starts one on a port, or on any if that is 0. */
  @FunctionalInterface
  private interface Start {
    Serving on(int port) throws Exception;
  }

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker().start();
    broker.createTopics("live-updates", "notifications", "actions");
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.end().close();
    }
    broker.close();
  }

  @Test
  void everyClientIsBackNoNotificationIsLostOrTwiceAndNoOldValueIsServedAsNew() throws Exception {
    restartUnderLoad(this::inThisProcess);
  }

  @Test
  void soItIsWhenItIsKilledWithoutAWord() throws Exception {
    restartUnderLoad(this::inAProcessToBeKilled);
  }

  private void restartUnderLoad(Start start) throws Exception {
    server = start.on(0);
    int port = server.port();
    await().until(() -> get("/readyz").statusCode() == 200);
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger notified = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    try (RunningProcess clients = clients(port)) {
      for (int client = 0; client < CLIENTS; client++) {
        clients.waitForLine("begin " + client + " metrics false");
        clients.waitForLine("state " + client + " open");
      }
      await().until(this::allAreConnected);
      notifyOnce(notified);
      for (int client = 0; client < CLIENTS; client++) {
        clients.waitForLine("new " + client + " n0");
      }
      Thread load =
          new Thread(
              () -> {
                while (!enough.get()) {
                  updateAll(rounds);
                  notifyOnce(notified);
                }
              });
      load.setDaemon(true);
      load.start();

      for (int restart = 0; restart < RESTARTS; restart++) {
        int before = notified.get();
        await().until(() -> notified.get() > before + 100);
        server.end().close();
        await().until(() -> notified.get() > before + 200);
        server = start.on(port);
        await().until(this::allAreConnected);
        // A server that is killed before that has told a client nothing.
        int restarts = restart + 1;
        await().until(() -> allRecovered(clients, restarts));
      }
      enough.set(true);
      load.join();
      notifyOnce(notified);
      broker.send("live-updates", "last", "{\"metric\":\"last\",\"value\":1,\"timestamp\":1}");

      String end = ("," + rounds.get()).repeat(SERIES).substring(1);
      for (int client = 0; client < CLIENTS; client++) {
        clients.waitForLine("last " + client + " " + end);
        clients.waitForLine("new " + client + " n" + (notified.get() - 1));
      }
      assertThat(clients.lines()).filteredOn(l -> l.startsWith("OLD")).isEmpty();
      for (int client = 0; client < CLIENTS; client++) {
        String received = "new " + client + " ";
        String fresh = "begin " + client + " metrics false";
        assertThat(clients.lines().stream().filter(l -> l.startsWith(received)))
            .as("notifications of client " + client)
            .containsExactlyElementsOf(
                IntStream.range(0, notified.get()).mapToObj(i -> received + "n" + i).toList());
        assertThat(clients.lines())
            .as("beginnings at which nothing was recovered: the first alone")
            .filteredOn(l -> l.startsWith(fresh))
            .hasSize(1);
      }
      assertThat(clients.lines()).filteredOn(l -> l.startsWith("update")).isEmpty();
    }
  }

  private static boolean allRecovered(RunningProcess clients, int times) {
    List<String> lines = clients.lines();
    return IntStream.range(0, CLIENTS)
        .allMatch(client -> lines.stream().filter(recovery(client)::equals).count() >= times);
  }

  private static String recovery(int client) {
    return "begin " + client + " metrics true ";
  }

  private void updateAll(AtomicInteger rounds) {
    int round = rounds.incrementAndGet();
    for (int i = 0; i < SERIES; i++) {
      String metric = "m" + i;
      broker.sendLater(
          "live-updates",
          metric,
          "{\"metric\":\"%s\",\"value\":%d,\"timestamp\":1}".formatted(metric, round));
    }
  }

  private void notifyOnce(AtomicInteger notified) {
    String id = "n" + notified.get();
    broker.send("notifications", id, Updates.notificationJson(id, "info", "m"));
    notified.incrementAndGet();
  }

  private RunningProcess clients(int port) throws Exception {
    String script =
        SCRIPT
            .replace("CLIENTS", Integer.toString(CLIENTS))
            .replace("CLIENT", OWN_CLIENT.toString())
            .replace("PORT", Integer.toString(port));
    Path file = Files.writeString(folder.resolve("clients.mjs"), script);
    return RunningProcess.start(Needs.program("node"), "--experimental-websocket", file.toString());
  }

  private Serving inThisProcess(int port) {
    PushServer started = PushServer.start(PushConfig.read(settings(port)));
    return new Serving(started.port(), started);
  }

  private Serving inAProcessToBeKilled(int port) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PushServer.class.getName()));
    command.addAll(List.of(settings(port)));
    RunningProcess started = RunningProcess.start(command.toArray(String[]::new));
    String line = started.waitForLine("Live numbers at http://127.0.0.1:");
    return new Serving(Integer.parseInt(line.replaceAll(".*:(\\d+)/$", "$1")), started);
  }

  private String[] settings(int port) {
    return new String[] {
      "--http.port", Integer.toString(port), "--kafka.bootstrap.servers", broker.address()
    };
  }

  private boolean allAreConnected() throws Exception {
    return get("/healthz").body().contains("\"connections\":" + 2 * CLIENTS + ",");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.port() + path);
    return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }
}
