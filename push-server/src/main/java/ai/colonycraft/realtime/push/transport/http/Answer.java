package ai.colonycraft.realtime.push.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Whole answers to HTTP requests. */
public final class Answer {

  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String JSON = "application/json";

  /** A shorter answer is not refused, however much waits for clients. */
  private static final int ALWAYS_SENT_BYTES = 4 * 1024;

  private Answer() {}

  /** Sends a short text and completes the callback. Always returns true, for {@code handle}. */
  public static boolean send(
      Response response, Callback callback, int status, String type, String body) {
    return send(response, callback, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  public static boolean send(
      Response response, Callback callback, int status, String type, byte[] body) {
    if (body.length > ALWAYS_SENT_BYTES
        && !RequestClient.of(response.getRequest()).take(body.length)) {
      return busy(response, callback);
    }
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    if (type.equals(JSON) && !response.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      vary(response, HttpHeader.ACCEPT_ENCODING);
      if (body.length >= Gzip.WORTH_BYTES && Gzip.isTakenBy(response.getRequest())) {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        return write(response, callback, Gzip.of(body));
      }
    }
    return write(response, callback, body);
  }

  /** Adds to what an answer depends on; a cache that keeps one must not give it to others. */
  public static void vary(Response response, HttpHeader header) {
    response.getHeaders().ensureField(new HttpField(HttpHeader.VARY, header.asString()));
  }

  /** Answers that too much waits for clients that do not read. */
  static boolean busy(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
    return send(
        response,
        callback,
        503,
        JSON,
        "{\"error\":{\"code\":\"busy\",\"message\":\"too much waits for clients; try again\"}}");
  }

  private static boolean write(Response response, Callback callback, byte[] body) {
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    boolean head = response.getRequest().getMethod().equals("HEAD");
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    return true;
  }

  /**
   * Turns a request away before its body was read. One that has a body ends its connection, which
   * the client gets that error, since the rest of the body would come in between.
   */
  public static boolean refuse(
      Request request, Response response, Callback callback, int status, String text) {
    if (request.getLength() != 0) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return send(response, callback, status, TEXT, text + "\n");
  }

  /** Answers 405 unless the method only reads; returns whether it did. */
  public static boolean refusesMethod(Request request, Response response, Callback callback) {
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      return false;
    }
    response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
    return refuse(request, response, callback, 405, "Only GET and HEAD are served here.");
  }
}
