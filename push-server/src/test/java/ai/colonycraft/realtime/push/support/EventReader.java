package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads a stream of events as it comes over the wire, one event a text, and can stop reading. */
public final class EventReader implements AutoCloseable {

  private final Socket socket = new Socket();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<String> head = new CopyOnWriteArrayList<>();
  private final Thread reader = new Thread(this::read, "events");
  private volatile boolean ended;

  private EventReader(int port, String path, String headers, boolean reads) throws IOException {
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    reader.setDaemon(true);
    if (reads) {
      reader.start();
    }
  }

  /** Opens a stream. */
  public static EventReader open(int port, String path) throws IOException {
    return new EventReader(port, path, "", true);
  }

  /** Opens one where it was left. */
  public static EventReader openSince(int port, String path, String lastEventId)
      throws IOException {
    return new EventReader(port, path, "Last-Event-ID: " + lastEventId + "\r\n", true);
  }

  /** Opens one with a token, where it was left if an id is given. */
  public static EventReader openAs(String token, int port, String path, String... lastEventId)
      throws IOException {
    StringBuilder headers = new StringBuilder("Authorization: Bearer " + token + "\r\n");
    for (String id : lastEventId) {
      headers.append("Last-Event-ID: ").append(id).append("\r\n");
    }
    return new EventReader(port, path, headers.toString(), true);
  }

  /** Opens one and reads nothing until {@link #resume}. */
  public static EventReader openStalled(int port, String path) throws IOException {
    return new EventReader(port, path, "", false);
  }

  public void resume() {
    reader.start();
  }

  /** Status line and headers. */
  public List<String> head() {
    return head;
  }

  /** Events so far, each its lines. */
  public List<String> events() {
    return events;
  }

  /** Waits for an event that contains a text. */
  public String waitFor(String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                org.assertj.core.api.Assertions.assertThat(events)
                    .anyMatch(event -> event.contains(text)));
    return events.stream().filter(event -> event.contains(text)).findFirst().orElseThrow();
  }

  /** Waits until the server has ended the stream. */
  public void waitForEnd() {
    await().atMost(Duration.ofSeconds(60)).until(() -> ended);
  }

  /** The id of the last event that has one. */
  public String lastId() {
    return events.stream()
        .filter(event -> event.startsWith("id: "))
        .reduce((first, second) -> second)
        .map(event -> event.lines().findFirst().orElseThrow().substring("id: ".length()))
        .orElse(null);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        head.add(line);
        line = in.readLine();
      }
      StringBuilder event = new StringBuilder();
      for (line = in.readLine(); line != null; line = in.readLine()) {
        if (line.matches("[0-9A-Fa-f]+") || line.isEmpty() && event.isEmpty()) {
          continue; // The length of a chunk, and the line after it.
        }
        if (line.isEmpty()) {
          events.add(event.toString());
          event.setLength(0);
        } else {
          event.append(event.isEmpty() ? "" : "\n").append(line);
        }
      }
    } catch (IOException e) {
      head.add("(ended: " + e.getMessage() + ")");
    }
    ended = true;
  }
}
