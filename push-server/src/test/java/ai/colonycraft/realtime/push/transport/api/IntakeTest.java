package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.support.LoggedLines;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not taken at all is counted, and logged now and then. */
@WithServer
class IntakeTest {

  private static final int TIMES = 20;
  private static final String JSON = "application/json";

  private final LoggedLines log = LoggedLines.watch();
  private TestTransport server;

  @AfterEach
  void stopWatching() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/alerts", "/api/reports"})
  void logsOneLineForManyBodiesThatAreTooLarge(String path) throws Exception {
    for (int i = 0; i < TIMES; i++) {
      assertThat(postHead(path, JSON, 1 << 21)).startsWith("HTTP/1.1 413 ");
    }

    assertThat(refused(path, IntakeRefusal.TOO_LARGE)).isEqualTo(TIMES);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith(
            "Refused 1 request(s) to " + path + " since the last such line: a body of more");
  }

  @Test
  void logsEachReasonWithoutAWordOfTheClient() throws Exception {
    assertThat(postHead("/api/alerts", "text/forged", 5)).startsWith("HTTP/1.1 415 ");
    assertThat(postHead("/api/alerts", JSON, 1 << 21)).startsWith("HTTP/1.1 413 ");

    assertThat(log.lines()).hasSize(2).noneMatch(line -> line.contains("forged"));
  }

  private long refused(String path, IntakeRefusal why) {
    return (path.endsWith("alerts") ? server.metrics.alertsRefused : server.metrics.reportsRefused)
        .of(why);
  }

  /** Sends the head of a request, and returns the whole answer. */
  private String postHead(String path, String type, int length) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, type, length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
