package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.transport.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the description of the HTTP interface (OpenAPI 3.1) at {@code /api}. */
public final class ApiDescription extends Handler.Abstract.NonBlocking {

  private final byte[] description;

  public ApiDescription() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("/push-api/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing from the program");
      }
      description = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals("/api")) {
      return false;
    }
    return Answer.refusesMethod(request, response, callback)
        || Answer.send(response, callback, 200, Answer.JSON, description);
  }
}
