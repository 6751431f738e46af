package ai.colonycraft.realtime.push.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.support.LoggedProblems;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that come slowly, or not, at each path that takes one. */
class BodyReaderTest {

  private static final int MEBIBYTE = 1 << 20;

  private TestTransport server;
  private LoggedProblems problems;

  @BeforeEach
  void start() throws Exception {
    server =
        TestTransport.start(
            "--limits.body-time", "2 s",
            "--limits.connections-per-address", "1000",
            "--limits.requests-per-second", "10000",
            "--limits.reports-per-second", "10000");
    server.publish(Updates.notice("n1", "m"));
    problems = LoggedProblems.watch();
  }

  @AfterEach
  void stop() {
    problems.close();
    server.close();
    assertThat(problems.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/reports, true",
    "/api/reports, false",
    "/api/alerts, true",
    "/api/alerts, false",
    "/api/notifications/n1/ack, true",
    "/api/notifications/n1/ack, false"
  })
  void endsABodyThatIsNotThereInTime(String path, boolean trickles) throws Exception {
    long start = System.nanoTime();
    try (Socket socket = open(path, 900)) {
      String answer = trickles ? answerWhileTrickling(socket) : answer(socket);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("Connection: close");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(millis(1_900), millis(9_000));
    }
    assertThat(server.notifications.find("n1").orElseThrow().acknowledgement()).isNull();
  }

  @Test
  void takesABodyThatComesInPieces() throws Exception {
    String body = "{\"by\":\"ada\"}";
    try (Socket socket = open("/api/notifications/n1/ack", body.length())) {
      for (byte one : body.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(one);
        socket.getOutputStream().flush();
      }
      assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(server.notifications.find("n1").orElseThrow().acknowledgement().by())
        .isEqualTo("ada");
  }

  @Test
  void manyLongBodiesHoldNoBuffersAndNoMoreThanASum() throws Exception {
    long before = directMemory();
    long most = before;
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Socket socket = open("/api/alerts", MEBIBYTE);
      sockets.add(socket);
      send(socket, MEBIBYTE - 1);
      most = Math.max(most, directMemory());
    }

    await().until(() -> server.metrics.alertsRefused.sum() == sockets.size());
    assertThat(server.metrics.alertsRefused.of(IntakeRefusal.UNAVAILABLE)).isPositive();
    assertThat(server.metrics.alertsRefused.of(IntakeRefusal.INCOMPLETE)).isBetween(16L, 59L);
    assertThat(most - before).as("direct memory").isLessThan(16 * MEBIBYTE);
    for (Socket socket : sockets) {
      socket.close();
    }
    try (Socket socket = open("/api/reports", 2)) {
      socket.getOutputStream().write("[]".getBytes(StandardCharsets.US_ASCII));
      assertThat(readHead(socket)).as("room again").startsWith("HTTP/1.1 400 ");
    }
  }

  private static void send(Socket socket, int length) {
    try {
      socket.getOutputStream().write(new byte[length]);
    } catch (IOException e) {
      // There was no room, and the server has ended it.
    }
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static boolean trickle(Socket socket) {
    try {
      socket.getOutputStream().write(' ');
      return true;
    } catch (IOException e) {
      return false; // The server has ended it.
    }
  }

  private static String answerWhileTrickling(Socket socket) throws IOException {
    await().until(() -> !trickle(socket) || socket.getInputStream().available() > 0);
    return answer(socket);
  }

  /** Until the server ends the connection. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder answer = new StringBuilder();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        answer.append((char) b);
      }
    } catch (SocketException e) {
      // Reset, since it did not read all that was sent; the answer came before.
    }
    return answer.toString();
  }

  private static String readHead(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
  }

  private Socket open(String path, int length) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket
        .getOutputStream()
        .write(
            ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d\r\n\r\n")
                .formatted(path, length)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
