package ai.colonycraft.realtime.push.transport.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty refuses or what failed: in one line, and without a word of what is inside. */
public final class ErrorAnswer extends ErrorHandler {

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    Answer.send(response, callback, code, Answer.TEXT, HttpStatus.getMessage(code) + "\n");
  }
}
