package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged requests on real sockets, while others are served. */
class FuzzTest {

  /** More by {@code -Dfuzz.times=100000}. */
  private static final int TIMES = Integer.getInteger("fuzz.times", 3_000);

  private static final String REPORT = "{\"type\":\"js_error\",\"sessionId\":\"s\",\"message\":5}";
  private static final String ALERTS =
      "{\"version\":\"4\",\"alerts\":[{\"fingerprint\":\"a\",\"startsAt\":\"x\"}]}";

  @TempDir private Path folder;
  private final Random random = new Random(7);
  private String token;
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    token = Issuer.in(folder.resolve("secret")).token(Issuer.ALL);
    server =
        TestTransport.start(
            "--auth.secret", folder.resolve("secret").toString(),
            "--limits.requests-per-second", "1000000",
            "--limits.reports-per-second", "1000000",
            "--limits.header-time", "1 s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersDamagedRequestsOrClosesAndServesTheOthers() throws Exception {
    try (TestClient other = connect()) {
      for (int i = 0; i < TIMES; i++) {
        byte[] body = bytes(i % 2 == 0 ? REPORT : ALERTS);
        byte[] head =
            bytes(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                        .formatted(i % 2 == 0 ? "/api/reports" : "/api/alerts", token)
                    + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n");
        String answer = i % 3 == 0 ? exchange(damaged(head), body) : exchange(head, damaged(body));

        assertThat(answer).as("answer to request %d", i).doesNotContain(" 500 ", "Exception");
      }
      other.settle();
      assertThat(other.isClosed()).isFalse();
    }
    assertLeavesNothing();
  }

  private void assertLeavesNothing() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(server.connections()).isZero();
              assertThat(server.hub.selectors()).isZero();
            });
  }

  private TestClient connect() {
    return TestClient.connect(
            HttpClient.newHttpClient(),
            URI.create("ws://127.0.0.1:" + server.port() + "/stream"),
            "Authorization",
            "Bearer " + token)
        .settle();
  }

  private String exchange(byte[] first, byte[] second) throws IOException {
    try (Socket socket = open()) {
      socket.getOutputStream().write(first);
      return sendAndRead(socket, second);
    }
  }

  /** Sends, says that no more comes, and reads whatever is answered. */
  private static String sendAndRead(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return "(reset before it was read)";
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** One to four changes: a byte replaced, taken out, or doubled, or the end cut off. */
  private byte[] damaged(byte[] whole) {
    byte[] bytes = whole;
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 1);
      out.write(bytes, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          // Taken out.
        }
        case 2 -> {
          out.write(bytes[at]);
          out.write(bytes[at]);
        }
        default -> {
          bytes = out.toByteArray();
          continue;
        }
      }
      out.write(bytes, at + 1, bytes.length - at - 1);
      bytes = out.toByteArray();
    }
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
