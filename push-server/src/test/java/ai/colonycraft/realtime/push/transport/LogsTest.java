package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients send floods no log of the shipped program, and forges no line of it. */
class LogsTest {

  private static final int TIMES = 2_000;
  private static final String LONG = "y".repeat(2_000);
  private static final String FORGED = "ERROR forged";

  /** A line is this long at most, but for the time it begins with. */
  private static final int LINE = 700;

  @TempDir private Path folder;
  private Issuer issuer;
  private RunningProcess server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    server =
        RunningProcess.start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlog4j2.configurationFile=" + Path.of("src/main/dist/log4j2.xml").toUri(),
            "-cp",
            System.getProperty("java.class.path"),
            PushServer.class.getName(),
            "--kafka.bootstrap.servers=localhost:" + FreePort.any(),
            "--http.port=0",
            "--auth.secret=" + folder.resolve("secret"),
            "--limits.requests-per-second=1000000",
            "--limits.reports-per-second=1000000");
    String line = server.waitForLine("Live numbers at http://127.0.0.1:");
    port = Integer.parseInt(line.replaceAll(".*:(\\d+)/$", "$1"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whateverIsSentManyTimesIsCountedAndLoggedInAFewShortLines() throws Exception {
    List<String> requests =
        List.of(
            get("/api/metrics", "Authorization: Bearer " + tokenOfType("x\n" + FORGED) + "\r\n"),
            "GET / HTTP/1.1\r\nHost: " + LONG + " b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [" + LONG + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a:" + LONG + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: " + LONG + "\r\n\r\n",
            "GET /%zz" + LONG + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "\u0001" + LONG + "\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
            post("/api/alerts", "", "{\"version\":\"" + LONG + "\",\"alerts\":[]}"),
            post("/api/alerts", "Authorization: Bearer " + LONG + "\r\n", "{}"),
            post("/api/alerts", authorization(), "{\"version\":\"x\\n" + FORGED + LONG + "\"}"),
            post("/api/reports", authorization(), "{\"" + LONG + "\":1}"),
            post("/api/notifications/ack", authorization(), LONG),
            get("/stream?" + LONG, "Origin: https://" + LONG + "\r\n"),
            get("/api/metrics/" + LONG, authorization()),
            get("/api/metrics", "Authorization: Bearer " + tokenOfType(LONG) + "\r\n"));
    for (String request : requests) {
      for (int i = 0; i < TIMES / requests.size(); i++) {
        assertThat(exchange(request)).doesNotStartWith("HTTP/1.1 500");
      }
    }

    List<String> lines = new ArrayList<>(server.lines());
    assertThat(lines).hasSizeLessThan(40).allMatch(line -> line.length() < LINE);
    assertThat(lines).noneMatch(line -> line.startsWith(FORGED));
    assertThat(lines.stream().filter(line -> line.contains("\\u000a" + FORGED)))
        .as("what the alert says, in a line that says whose it is")
        .isNotEmpty();
    assertThat(count("malformed")).isEqualTo(7 * (TIMES / requests.size()));
  }

  private int count(String reason) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header("Authorization", "Bearer " + issuer.token(Issuer.ALL))
            .build();
    String name = "push_requests_refused_total{reason=\"" + reason + "\"} ";
    return HttpClient.newHttpClient()
        .send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private String authorization() {
    return "Authorization: Bearer " + issuer.token(Issuer.ALL) + "\r\n";
  }

  private static String tokenOfType(String type) {
    String header = "{\"alg\":\"HS256\",\"typ\":\"" + type.replace("\n", "\\n") + "\"}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString("{}".getBytes(StandardCharsets.UTF_8))
        + ".AAAA";
  }

  private static String get(String path, String header) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
  }

  private static String post(String path, String header, String body) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(path, header, body.length(), body);
  }

  /** Sends, says that no more comes, and reads until the server ends the connection. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException e) {
        return "(reset before it was read)";
      }
    }
  }
}
