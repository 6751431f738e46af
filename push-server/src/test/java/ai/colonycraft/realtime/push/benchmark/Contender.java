package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.push.support.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is compared. */
enum Contender {
  OURS("push-server"),
  /** Ours when no update waits for others. */
  OURS_AT_ONCE("push-server at once"),
  NCHAN("Nchan"),
  WS("Node ws"),
  JETTY("Jetty sendText");

  /** The path element, and Nchan's channel, of a client that takes every series. */
  static final String EVERYTHING = "all";

  private static final Path NCHAN_MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

  final String title;

  Contender(String title) {
    this.title = title;
  }

  /**
   * A server that runs.
   *
   * @param publisher what sends to it from here; null where it has a timer of its own
   */
  record Running(
      Contender contender, ServerProcess process, int port, Load load, NchanPublisher publisher)
      implements AutoCloseable {

    /** Sets updates a second. */
    void rate(int updates) throws IOException {
      if (load == null) {
        process.send(Integer.toString(updates));
      } else {
        load.rate(updates);
      }
    }

    @Override
    public void close() throws IOException {
      if (load != null) {
        load.close();
        publisher.close();
      }
      process.close();
    }
  }

  /** Why it can't take part here; empty if it can. */
  Optional<String> missing() {
    return switch (this) {
      case NCHAN ->
          hasProgram("nginx") && Files.exists(NCHAN_MODULE)
              ? Optional.empty()
              : Optional.of("apt-get install nginx libnginx-mod-nchan");
      case WS ->
          hasProgram("node") && hasProgram("npm")
              ? Optional.empty()
              : Optional.of("install node and npm");
      default -> Optional.empty();
    };
  }

  /** Starts it; each series is a channel of its own where clients {@code choose} among them. */
  Running start(Path folder, boolean choose) throws IOException, InterruptedException {
    return switch (this) {
      case OURS -> running(new ServerProcess(folder, ServerProcess.java(OurServer.class)));
      case OURS_AT_ONCE ->
          running(
              new ServerProcess(
                  folder, ServerProcess.java(OurServer.class, "--flush.interval", "0 s")));
      case JETTY -> running(new ServerProcess(folder, ServerProcess.java(PlainJetty.class)));
      case WS -> running(new ServerProcess(installWs(folder), List.of("node", "ws-server.js")));
      case NCHAN -> startNchan(folder, choose);
    };
  }

  /** The path that a client of these series asks for. */
  String path(boolean choose, int client) {
    return isOurs()
        ? "/stream"
        : "/sub/"
            + (choose ? series(client).mapToObj(Integer::toString).collect(commas()) : EVERYTHING);
  }

  /** What it says when it is connected; null for nothing. */
  String hello(boolean choose, int client) {
    if (!isOurs()) {
      return null;
    }
    String wanted =
        choose
            ? series(client).mapToObj(Load::metric).map(Contender::subscription).collect(commas())
            : subscription("*");
    return "{\"action\":\"subscribe\",\"subscriptions\":[" + wanted + "]}";
  }

  private boolean isOurs() {
    return this == OURS || this == OURS_AT_ONCE;
  }

  /** A client that chooses takes each fifth series. */
  private static IntStream series(int client) {
    return IntStream.iterate(client % 5, index -> index < Load.SERIES, index -> index + 5);
  }

  private static String subscription(String metric) {
    return "{\"metric\":\"" + metric + "\",\"labels\":{\"pad\":\"*\"}}";
  }

  private static java.util.stream.Collector<CharSequence, ?, String> commas() {
    return Collectors.joining(",");
  }

  private Running running(ServerProcess process) throws IOException {
    return new Running(this, process, process.port(), null, null);
  }

  private Running startNchan(Path folder, boolean choose) throws IOException, InterruptedException {
    int port = FreePort.any();
    String conf =
        resource("nginx.conf")
            .replace("FOLDER", folder.toString())
            .replace("MODULE", NCHAN_MODULE.toString())
            .replace("PORT", Integer.toString(port));
    Files.writeString(folder.resolve("nginx.conf"), conf);
    ServerProcess process =
        new ServerProcess(
            folder, List.of("nginx", "-p", folder.toString(), "-c", folder + "/nginx.conf"));
    NchanPublisher publisher = connect(process, port, choose);
    return new Running(this, process, port, new Load().start(publisher), publisher);
  }

  private static NchanPublisher connect(ServerProcess process, int port, boolean choose)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return new NchanPublisher(port, choose);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("nginx ended at once; see stderr.txt and error.log", e);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static Path installWs(Path folder) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("ws-server.js"), resource("ws-server.js"));
    int exit =
        new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", "ws@8")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("npm.txt").toFile())
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("npm install ws failed; see " + folder.resolve("npm.txt"));
    }
    return folder;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Contender.class.getResourceAsStream("/push-benchmark/" + name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static boolean hasProgram(String name) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)))
        || Files.isExecutable(Path.of("/usr/sbin", name));
  }
}
