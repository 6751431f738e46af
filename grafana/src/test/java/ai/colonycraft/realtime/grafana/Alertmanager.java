package ai.colonycraft.realtime.grafana;

import ai.colonycraft.realtime.push.support.FreePort;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Alertmanager on the shipped config; only the address of the push server is the test's. */
final class Alertmanager implements AutoCloseable {

  /** As Debian calls it. */
  static final String PROGRAM = "prometheus-alertmanager";

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  final int port = FreePort.any();
  private final Process process;

  private Alertmanager(Path folder, int push) throws IOException {
    String shipped = Files.readString(Program.PACK.resolve("alertmanager/alertmanager.yml"));
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            shipped.replace("http://localhost:8080/", "http://127.0.0.1:" + push + "/"));
    process =
        Program.start(
            folder.resolve("alertmanager.log"),
            PROGRAM,
            "--config.file=" + config,
            "--storage.path=" + folder.resolve("alertmanager"),
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:" + port);
  }

  /** Starts one that tells the push server at a port. */
  static Alertmanager start(Path folder, int push) throws IOException {
    return new Alertmanager(folder, push);
  }

  /** Sends alerts as Prometheus does: a JSON list. */
  void send(String alerts) throws IOException {
    ask(HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString(alerts)));
  }

  /** What it knows now, with the state of each alert. */
  JsonNode alerts() throws IOException {
    return JSON.readTree(ask(HttpRequest.newBuilder(uri())));
  }

  @Override
  public void close() {
    Program.stop(process);
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
  }

  private static String ask(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(
              request.header("Content-Type", "application/json").build(), BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
