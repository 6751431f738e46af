package ai.colonycraft.realtime.push.transport.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty refuses or what failed: in one line, and without a word of what is inside. */
public final class ErrorAnswer extends ErrorHandler {

  private final Runnable malformed;

  /**
   * Takes a counter.
   *
   * @param malformed called for each request that is not HTTP as it should be
   */
  public ErrorAnswer(Runnable malformed) {
    this.malformed = malformed;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    if (cause instanceof HttpException) {
      malformed.run();
    }
    Answer.send(response, callback, code, Answer.TEXT, HttpStatus.getMessage(code) + "\n");
  }
}
