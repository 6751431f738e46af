package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.metrics.CountByReason;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.telemetry.OtlpFormat;
import ai.colonycraft.realtime.push.telemetry.Traces;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Gzip;
import ai.colonycraft.realtime.push.transport.http.RequestId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes traces as OTLP over HTTP, JSON or Protobuf, plain or compressed with gzip, and answers in
 * the format of the request. Does not block.
 */
final class TracesHandler extends Handler.Abstract.NonBlocking {

  static final String PATH = "/v1/traces";

  private final PostBodies bodies;
  private final Traces traces;

  /**
   * Takes what it is for.
   *
   * @param mostBytes length of a body, as it comes and decompressed
   */
  TracesHandler(
      int mostBytes, BodyReader bodies, Traces traces, CountByReason<IntakeRefusal> refused) {
    this.bodies = new PostBodies(PATH, mostBytes, bodies, refused);
    this.traces = traces;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!bodies.areOf(request)) {
      return false;
    }
    if (PostBodies.refusesMethod(request, response, callback)) {
      return true;
    }
    Optional<OtlpFormat> format = PostBodies.mediaType(request).flatMap(OtlpFormat::of);
    if (format.isEmpty()) {
      bodies.refused().add(IntakeRefusal.INVALID, "a body that is not said to be OTLP");
      return Answer.refuse(
          request,
          response,
          callback,
          415,
          "Expected Content-Type application/x-protobuf or application/json.");
    }
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    boolean isGzip = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !isGzip && !encoding.equalsIgnoreCase("identity")) {
      bodies.refused().add(IntakeRefusal.INVALID, "a body that is compressed, and not with gzip");
      return Answer.refuse(
          request, response, callback, 415, "Expected Content-Encoding gzip, or none.");
    }
    String id = RequestId.give(request, response);
    bodies.read(
        request,
        callback,
        body -> take(body, isGzip, format.get(), id),
        why -> refusal(why, format.get()),
        answer -> answer(response, callback, format.get(), answer));
    return true;
  }

  private CompletableFuture<Traces.Answer> take(
      byte[] body, boolean isGzip, OtlpFormat format, String id) {
    if (!isGzip) {
      return traces.accept(body, format, id);
    }
    byte[] plain;
    try {
      plain = Gzip.decompress(body, bodies.mostBytes());
    } catch (IOException e) {
      bodies.refused().add(IntakeRefusal.INVALID, "a body that is not gzip, as it is said to be");
      return CompletableFuture.completedFuture(
          new Traces.Answer(
              400,
              format.error(Traces.INVALID_ARGUMENT, "expected gzip, as Content-Encoding says")));
    }
    return plain == null
        ? CompletableFuture.completedFuture(refusal(bodies.refused().tooLarge(), format))
        : traces.accept(plain, format, id);
  }

  private static Traces.Answer refusal(RefusedBodies.Unread why, OtlpFormat format) {
    int code =
        switch (why.status()) {
          case 413 -> Traces.RESOURCE_EXHAUSTED;
          case 503 -> Traces.UNAVAILABLE;
          default -> Traces.INVALID_ARGUMENT;
        };
    return new Traces.Answer(why.status(), format.error(code, why.message()));
  }

  private static void answer(
      Response response, Callback callback, OtlpFormat format, Traces.Answer answer) {
    PostBodies.prepare(response, answer.status());
    Answer.send(response, callback, answer.status(), format.mediaType(), answer.body());
  }
}
