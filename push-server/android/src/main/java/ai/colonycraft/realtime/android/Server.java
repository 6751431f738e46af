package ai.colonycraft.realtime.android;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.json.JSONObject;

/**
 * The requests to the push server. Redirects are not followed, so that the token goes to no other
 * host. All methods block; the connection belongs to the caller's thread.
 */
final class Server {

  private static final String DEVICES = "/api/people/me/devices";
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 10_000;

  /** The server sends something each 30 seconds at least. */
  private static final int SILENCE_MILLIS = 75_000;

  private static final int MAX_ANSWER = 4 * 1024 * 1024;

  private final Account account;

  Server(Account account) {
    this.account = account;
  }

  /** The server does not take the token, or none. */
  static final class RefusedException extends IOException {
    RefusedException(int status) {
      super("the server answered " + status);
    }
  }

  /**
   * Prepares the stream of notifications; {@link #body} connects.
   *
   * @param place the id of the last event that was handled; null if there is none
   */
  HttpURLConnection stream(String place) throws IOException {
    HttpURLConnection connection = request("/sse/notifications");
    connection.setReadTimeout(SILENCE_MILLIS);
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (place != null) {
      connection.setRequestProperty("Last-Event-ID", place);
    }
    return connection;
  }

  /** The text that the server answers to a GET. */
  String get(String path) throws IOException {
    HttpURLConnection connection = request(path);
    try (InputStream body = body(connection)) {
      return text(body);
    } finally {
      connection.disconnect();
    }
  }

  /**
   * Acknowledges an incident; returns when Kafka has it.
   *
   * @throws IOException if that is not certain
   */
  void acknowledge(String id) throws IOException {
    send("POST", "/api/notifications/" + encoded(id) + "/ack", "{}");
  }

  /**
   * Adds this phone to the devices of the person, who then counts as reached.
   *
   * @param label by which the person knows it
   */
  void register(String device, String label) throws IOException {
    Map<String, String> body = Map.of("kind", "android", "id", device, "label", label);
    send("POST", DEVICES, new JSONObject(body).toString());
  }

  /** Takes this phone from the devices of the person. */
  void unregister(String device) throws IOException {
    send("DELETE", DEVICES + "/" + encoded(device), null);
  }

  private void send(String method, String path, String body) throws IOException {
    HttpURLConnection connection = request(path);
    try {
      connection.setRequestMethod(method);
      if (body != null) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      text(body(connection));
    } finally {
      connection.disconnect();
    }
  }

  /**
   * The body of a 200.
   *
   * @throws RefusedException at 401 and 403
   * @throws IOException at any other status
   */
  static InputStream body(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED
        || status == HttpURLConnection.HTTP_FORBIDDEN) {
      throw new RefusedException(status);
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("the server answered " + status);
    }
    return connection.getInputStream();
  }

  /** As it is written within a path or a query. */
  static String encoded(String text) {
    try {
      return URLEncoder.encode(text, "UTF-8").replace("+", "%20");
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private HttpURLConnection request(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) account.server().resolve(path).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(ANSWER_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    if (!account.token().isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + account.token());
    }
    return connection;
  }

  private static String text(InputStream body) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    for (int n; (n = body.read(buffer)) >= 0; ) {
      if (text.size() + n > MAX_ANSWER) {
        throw new IOException("an answer is longer than " + MAX_ANSWER);
      }
      text.write(buffer, 0, n);
    }
    return text.toString("UTF-8");
  }
}
