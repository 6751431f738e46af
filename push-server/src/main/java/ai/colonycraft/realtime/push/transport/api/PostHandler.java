package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.metrics.CountByReason;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.publish.Receipt;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.RequestId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  private final Set<String> types;
  private final PostBodies bodies;
  private final Intaker intake;

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
    this.types = types;
    this.bodies = new PostBodies(path, mostBytes, bodies, refused);
    this.intake = intake;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!bodies.areOf(request)) {
      return false;
    }
    if (PostBodies.refusesMethod(request, response, callback)) {
      return true;
    }
    if (PostBodies.mediaType(request).filter(type -> !types.contains(type)).isPresent()
        || request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      bodies.refused().add(IntakeRefusal.NOT_JSON, "a body that is not said to be plain JSON");
      return answer(
          response,
          callback,
          Receipt.error(415, "not_json", "expected plain JSON as " + String.join(" or ", types)));
    }
    String id = RequestId.give(request, response);
    bodies.read(
        request,
        callback,
        body -> intake.take(body, AccessControl.caller(request), id),
        why -> Receipt.error(why.status(), why.code(), why.message()),
        receipt -> answer(response, callback, receipt));
    return true;
  }

  private static boolean answer(Response response, Callback callback, Receipt receipt) {
    PostBodies.prepare(response, receipt.status());
    return Answer.send(response, callback, receipt.status(), Answer.JSON, receipt.json());
  }
}
