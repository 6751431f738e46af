package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.budget.Client;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer of JSON that may be long, made part by part: the next when the client has taken the one
 * before. So an answer that is not read holds one part. Parts are made by the threads that work for
 * clients, and each counts as waiting until it is written.
 */
public final class LongAnswer {

  private final Client client;
  private final Response response;
  private final Callback callback;
  private final Supplier<Iterator<byte[]>> source;
  private final GzipParts gzip;

  /** Null until the first part is asked for. */
  private Iterator<byte[]> parts;

  private LongAnswer(
      Client client,
      Response response,
      Callback callback,
      Supplier<Iterator<byte[]>> source,
      GzipParts gzip) {
    this.client = client;
    this.response = response;
    this.callback = callback;
    this.source = source;
    this.gzip = gzip;
  }

  /**
   * Sends an answer and completes the callback. Always returns true, for {@code handle}.
   *
   * <p>When too much waits for clients already, it is 503 with the error {@code busy}.
   *
   * @param held what the parts hold until the last is made, beside themselves, about, in bytes
   * @param source gives the parts, of some ten kibibytes each; it and they are asked on other
   *     threads, one call at a time
   */
  public static boolean send(
      Request request,
      Response response,
      Callback callback,
      long held,
      Supplier<Iterator<byte[]>> source) {
    Client client = RequestClient.of(request);
    if (!client.take(JsonParts.PART_BYTES + held)) {
      return Answer.busy(response, callback);
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
    if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    Answer.vary(response, HttpHeader.ACCEPT_ENCODING);
    if (request.getMethod().equals("HEAD")) {
      response.write(true, ByteBuffer.allocate(0), callback);
      return true;
    }
    boolean compressed = Gzip.isTakenBy(request);
    if (compressed) {
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    LongAnswer answer =
        new LongAnswer(client, response, callback, source, compressed ? new GzipParts() : null);
    client.work(answer::writeNext);
    return true;
  }

  private void writeNext() {
    byte[] part;
    boolean isLast;
    try {
      if (parts == null) {
        parts = source.get();
      }
      byte[] content = parts.next();
      isLast = !parts.hasNext();
      part = gzip == null ? content : gzip.part(content, isLast);
    } catch (RuntimeException e) {
      callback.failed(e);
      return;
    }
    // A part is counted while it is written, so that the slowest reader is known.
    client.beginWrite(part.length);
    response.write(
        isLast,
        ByteBuffer.wrap(part),
        Callback.from(
            () -> {
              client.endWrite(part.length);
              if (isLast) {
                callback.succeeded();
              } else {
                client.work(this::writeNext);
              }
            },
            callback::failed));
  }
}
