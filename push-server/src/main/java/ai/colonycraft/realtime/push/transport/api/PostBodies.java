package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.metrics.CountByReason;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads the bodies of POST requests for one path. Nothing here blocks; any thread may use it.
 *
 * @param mostBytes length of a body
 * @param reader reads it
 * @param refused counts those that are not taken
 */
record PostBodies(String path, int mostBytes, BodyReader reader, RefusedBodies refused) {

  private static final int RETRY_SECONDS = 10;

  /** Answers that may come before the body was read, and so end the connection. */
  private static final Set<Integer> ENDING = Set.of(408, 413, 415, 503);

  PostBodies(String path, int mostBytes, BodyReader reader, CountByReason<IntakeRefusal> refused) {
    this(path, mostBytes, reader, new RefusedBodies(path, mostBytes, refused));
  }

  boolean areOf(Request request) {
    return Request.getPathInContext(request).equals(path);
  }

  /** Answers a request with another method; false if it is a POST. */
  static boolean refusesMethod(Request request, Response response, Callback callback) {
    if (request.getMethod().equals("POST")) {
      return false;
    }
    response.getHeaders().put(HttpHeader.ALLOW, "POST");
    return Answer.refuse(request, response, callback, 405, "Only POST is served here.");
  }

  /** Without its parameters, in lower case; empty if there is none. */
  static Optional<String> mediaType(Request request) {
    return Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  /**
   * Reads the body and answers.
   *
   * @param take what to answer to a body
   * @param refuse what to answer where none could be read
   * @param answer sends the answer; ends the callback
   */
  <T> void read(
      Request request,
      Callback callback,
      Function<byte[], CompletableFuture<T>> take,
      Function<RefusedBodies.Unread, T> refuse,
      Consumer<T> answer) {
    reader
        .read(request, mostBytes)
        .handle(
            (body, failure) ->
                failure == null
                    ? take.apply(body)
                    : CompletableFuture.completedFuture(refuse.apply(refused.unread(failure))))
        .thenCompose(Function.identity())
        .thenAccept(answer)
        .exceptionally(
            failure -> {
              callback.failed(failure);
              return null;
            });
  }

  /** Puts what a status needs into the headers of an answer. */
  static void prepare(Response response, int status) {
    if (status == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    if (ENDING.contains(status)) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }
}
