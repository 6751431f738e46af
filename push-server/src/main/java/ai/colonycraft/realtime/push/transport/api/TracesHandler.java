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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

  private static final int RETRY_SECONDS = 10;

  private final int mostBytes;
  private final BodyReader bodies;
  private final Traces traces;
  private final RefusedBodies refused;

  /**
   * Takes what it is for.
   *
   * @param mostBytes length of a body, as it comes and decompressed
   */
  TracesHandler(
      int mostBytes, BodyReader bodies, Traces traces, CountByReason<IntakeRefusal> refused) {
    this.mostBytes = mostBytes;
    this.bodies = bodies;
    this.traces = traces;
    this.refused = new RefusedBodies(PATH, mostBytes, refused);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (!request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      return Answer.refuse(request, response, callback, 405, "Only POST is served here.");
    }
    Optional<OtlpFormat> format = format(request);
    if (format.isEmpty()) {
      refused.add(IntakeRefusal.INVALID, "a body that is not said to be OTLP");
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
      refused.add(IntakeRefusal.INVALID, "a body that is compressed, and not with gzip");
      return Answer.refuse(
          request, response, callback, 415, "Expected Content-Encoding gzip, or none.");
    }
    String id = RequestId.give(request, response);
    bodies
        .read(request, mostBytes)
        .handle(
            (body, failure) ->
                failure == null
                    ? take(body, isGzip, format.get(), id)
                    : refusal(refused.unread(failure), format.get()))
        .thenCompose(Function.identity())
        .thenAccept(answer -> answer(response, callback, format.get(), answer))
        .exceptionally(
            failure -> {
              callback.failed(failure);
              return null;
            });
    return true;
  }

  private CompletableFuture<Traces.Answer> take(
      byte[] body, boolean isGzip, OtlpFormat format, String id) {
    if (!isGzip) {
      return traces.accept(body, format, id);
    }
    byte[] plain;
    try {
      plain = Gzip.decompress(body, mostBytes);
    } catch (IOException e) {
      refused.add(IntakeRefusal.INVALID, "a body that is not gzip, as it is said to be");
      return CompletableFuture.completedFuture(
          new Traces.Answer(
              400,
              format.error(Traces.INVALID_ARGUMENT, "expected gzip, as Content-Encoding says")));
    }
    return plain == null ? refusal(refused.tooLarge(), format) : traces.accept(plain, format, id);
  }

  private static CompletableFuture<Traces.Answer> refusal(
      RefusedBodies.Unread why, OtlpFormat format) {
    int code =
        switch (why.status()) {
          case 413 -> Traces.RESOURCE_EXHAUSTED;
          case 503 -> Traces.UNAVAILABLE;
          default -> Traces.INVALID_ARGUMENT;
        };
    return CompletableFuture.completedFuture(
        new Traces.Answer(why.status(), format.error(code, why.message())));
  }

  private static void answer(
      Response response, Callback callback, OtlpFormat format, Traces.Answer answer) {
    if (answer.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    if (answer.status() == 408 || answer.status() == 413 || answer.status() == 503) {
      // The rest of the body may still come.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    Answer.send(response, callback, answer.status(), format.mediaType(), answer.body());
  }

  private static Optional<OtlpFormat> format(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type == null
        ? Optional.empty()
        : OtlpFormat.of(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }
}
