package ai.colonycraft.realtime.push.transport.http;

import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers of the REST side. */
public final class Json {

  public static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Sends an object and completes the callback. Always returns true, for {@code handle}. */
  public static boolean send(
      Response response, Callback callback, int status, JsonBytes.Fields fields) {
    return Answer.send(response, callback, status, Answer.JSON, JsonBytes.object(fields));
  }

  /** Sends {@code {"error":{"code":…,"message":…}}}, as WebSockets get it. */
  public static boolean error(
      Response response, Callback callback, int status, String code, String message) {
    return send(
        response,
        callback,
        status,
        out -> {
          out.writeObjectFieldStart("error");
          out.writeStringField("code", code);
          out.writeStringField("message", message);
          out.writeEndObject();
        });
  }

  /** Answers that what Kafka held at the start is not known yet. */
  public static boolean loading(Response response, Callback callback) {
    return unavailable(
        response, callback, "loading", "what Kafka holds is not loaded yet; try again");
  }

  /** Answers that the path has other methods, which {@code allowed} lists. */
  public static boolean wrongMethod(String allowed, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    return error(response, callback, 405, "wrong_method", "expected " + allowed);
  }

  /** Answers that Kafka did not take what the request brought. */
  public static boolean kafkaAway(Response response, Callback callback) {
    return unavailable(response, callback, "kafka_away", "Kafka does not take it now; try again");
  }

  /** The same with 503, and when to come again. */
  public static boolean unavailable(
      Response response, Callback callback, String code, String message) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
    return error(response, callback, 503, code, message);
  }
}
