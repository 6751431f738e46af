package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.transport.http.Answer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;

/**
 * Behind a proxy: refuses a request when those of its client's address that are under way, event
 * streams and WebSockets among them, are as many as it may have.
 */
final class AddressStreams extends Handler.Wrapper {

  private static final String ADDRESS = AddressStreams.class.getName();

  private record Known(PerAddress underWay, String address) {}

  private final PerAddress underWay;
  private final PushMetrics metrics;

  AddressStreams(PerAddress places, PushMetrics metrics, Handler next) {
    super(next);
    this.underWay = places;
    this.metrics = metrics;
  }

  /** A connection that is counted for its address as long as it is open, if that is done here. */
  static FrameHandler counted(Request request, FrameHandler connection) {
    return request.getAttribute(ADDRESS) instanceof Known known
        ? new CountedConnection(connection, known.underWay(), known.address())
        : connection;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String address = ClientAddress.of(request, true);
    if (!underWay.take(address)) {
      Refusals.count(metrics, request, Refusal.ADDRESS_CONNECTIONS);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
      return Answer.refuse(
          request, response, callback, 429, "Too many connections from your address.");
    }
    request.setAttribute(ADDRESS, new Known(underWay, address));
    Request.addCompletionListener(request, failure -> underWay.give(address));
    return super.handle(request, response, callback);
  }
}
