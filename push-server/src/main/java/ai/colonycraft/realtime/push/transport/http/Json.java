package ai.colonycraft.realtime.push.transport.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers of the REST side. */
public final class Json {

  public static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** The fields of an object. */
  @FunctionalInterface
  public interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  /** Sends an object and completes the callback. Always returns true, for {@code handle}. */
  public static boolean send(Response response, Callback callback, int status, Fields fields) {
    return Answer.send(response, callback, status, Answer.JSON, object(fields));
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

  /** The same with 503, and when to come again. */
  public static boolean unavailable(
      Response response, Callback callback, String code, String message) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
    return error(response, callback, 503, code, message);
  }

  private static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
