package ai.colonycraft.realtime.android;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 * events</a> from a response. An event that does not fit into its limit ends the stream.
 */
final class EventReader {

  /** Characters of one event. */
  private static final int MAX_EVENT = 512 * 1024;

  /** Takes events, on the thread that reads. */
  interface Listener {

    /**
     * An event.
     *
     * @param id its place; null if it has none
     * @param type {@code message} if the server names none
     */
    void event(String id, String type, String data);
  }

  private EventReader() {}

  /**
   * Reads until the server ends the stream.
   *
   * @throws IOException if the connection breaks or an event is too long
   */
  static void read(InputStream body, Listener listener) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String id = null;
    String type = "message";
    StringBuilder data = new StringBuilder();
    StringBuilder buffer = new StringBuilder();
    while (line(in, buffer)) {
      String line = buffer.toString();
      if (line.isEmpty()) {
        if (data.length() > 0) {
          listener.event(id, type, data.substring(0, data.length() - 1));
        }
        id = null;
        type = "message";
        data.setLength(0);
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> {
          if (data.length() + value.length() >= MAX_EVENT) {
            throw new IOException("an event is longer than " + MAX_EVENT);
          }
          data.append(value).append('\n');
        }
        default -> {
          // A comment, or a field of no use here.
        }
      }
    }
  }

  /** Reads one line; false at the end of the stream. */
  private static boolean line(BufferedReader in, StringBuilder line) throws IOException {
    line.setLength(0);
    for (int c; (c = in.read()) >= 0; ) {
      if (c == '\n') {
        return true;
      }
      if (line.length() >= MAX_EVENT) {
        throw new IOException("a line is longer than " + MAX_EVENT);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return false;
  }
}
