package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.metrics.CountByReason;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.publish.Receipt;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.RequestId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes the bodies of POST requests for one path, without blocking, and answers with a receipt. */
final class PostHandler extends Handler.Abstract.NonBlocking {

  static final String REPORTS = "/api/reports";
  static final String ALERTS = "/api/alerts";

  /** Takes bodies. */
  @FunctionalInterface
  interface Intaker {

    /**
     * Takes one.
     *
     * @param caller whoever sent it, as far as that is known
     * @param requestId of the request
     */
    CompletableFuture<Receipt> take(byte[] body, Optional<Caller> caller, String requestId);
  }

  private static final int RETRY_SECONDS = 10;

  /** Answers that may come before the body was read, and so end the connection. */
  private static final Set<Integer> ENDING = Set.of(408, 413, 415, 503);

  private final String path;
  private final Set<String> types;
  private final int mostBytes;
  private final BodyReader bodies;
  private final Intaker intake;
  private final RefusedBodies refused;

  /**
   * Takes what it is for.
   *
   * @param types media types that are taken; a request without one is taken too
   * @param mostBytes length of a body
   * @param intake takes what was read
   */
  PostHandler(
      String path,
      Set<String> types,
      int mostBytes,
      BodyReader bodies,
      Intaker intake,
      CountByReason<IntakeRefusal> refused) {
    this.path = path;
    this.types = types;
    this.mostBytes = mostBytes;
    this.bodies = bodies;
    this.intake = intake;
    this.refused = new RefusedBodies(path, mostBytes, refused);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(path)) {
      return false;
    }
    if (!request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      return Answer.refuse(request, response, callback, 405, "Only POST is served here.");
    }
    String type = mediaType(request);
    if (type != null && !types.contains(type)
        || request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      refused.add(IntakeRefusal.NOT_JSON, "a body that is not said to be plain JSON");
      return answer(
          response,
          callback,
          Receipt.error(415, "not_json", "expected plain JSON as " + String.join(" or ", types)));
    }
    String id = RequestId.give(request, response);
    bodies
        .read(request, mostBytes)
        .handle(
            (body, failure) ->
                failure == null
                    ? intake.take(body, AccessControl.caller(request), id)
                    : CompletableFuture.completedFuture(receipt(refused.unread(failure))))
        .thenCompose(Function.identity())
        .thenAccept(receipt -> answer(response, callback, receipt))
        .exceptionally(
            failure -> {
              callback.failed(failure);
              return null;
            });
    return true;
  }

  private static Receipt receipt(RefusedBodies.Unread why) {
    return Receipt.error(why.status(), why.code(), why.message());
  }

  private static boolean answer(Response response, Callback callback, Receipt receipt) {
    if (receipt.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    if (ENDING.contains(receipt.status())) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return Answer.send(response, callback, receipt.status(), Answer.JSON, receipt.json());
  }

  /** Without its parameters, in lower case; null if there is none. */
  private static String mediaType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type == null ? null : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
