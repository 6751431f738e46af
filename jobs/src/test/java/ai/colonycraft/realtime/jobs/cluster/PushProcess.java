package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.harness.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The push server's runnable jar. */
final class PushProcess implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path jar;
  private final String broker;
  private final Path log;
  private final int port = Ports.orFree(0);
  private OsProcess process;

  PushProcess(Path jar, String broker, Path logs) throws IOException {
    this.jar = jar;
    this.broker = broker;
    this.log = logs.resolve("push-server.log");
  }

  /** Starts it; returns at once. */
  void start() throws IOException {
    process =
        OsProcess.start(
            "push-server",
            log,
            Map.of(),
            JavaProgram.jar(List.of("-Xmx192m"), jar)
                .with(
                    List.of(
                        "--http.port",
                        Integer.toString(port),
                        "--kafka.bootstrap.servers",
                        broker)));
  }

  /** Waits until it is ready for clients. */
  void awaitReady() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    Awaitility.await("the push server")
        .atMost(Patience.START)
        .ignoreExceptions()
        .until(
            () -> HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
