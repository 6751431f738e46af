package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.transport.http.Answer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * While the server is about to stop: says so at {@code /readyz}, so that balancers send nobody
 * more, and opens no WebSocket.
 */
public final class Draining extends Handler.Wrapper {

  private final PushMetrics metrics;
  private volatile boolean begun;

  public Draining(PushMetrics metrics, Handler next) {
    super(next);
    this.metrics = metrics;
  }

  public void begin() {
    begun = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!begun) {
      return super.handle(request, response, callback);
    }
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (Refusals.isUpgrade(request)) {
      Refusals.count(metrics, request, Refusal.DRAINING);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      return Answer.send(response, callback, 503, Answer.TEXT, "The server is about to stop.\n");
    }
    if (Request.getPathInContext(request).equals("/readyz")) {
      return Answer.send(response, callback, 503, Answer.JSON, "{\"status\":\"draining\"}\n");
    }
    return super.handle(request, response, callback);
  }
}
