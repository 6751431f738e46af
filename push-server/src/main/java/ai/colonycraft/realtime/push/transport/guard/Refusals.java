package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Counts requests that are turned away. */
final class Refusals {

  private Refusals() {}

  static void count(PushMetrics metrics, Request request, Refusal reason) {
    (isUpgrade(request) ? metrics.upgradesRefused : metrics.requestsRefused).increment(reason);
  }

  /** Whether a WebSocket is asked for. */
  static boolean isUpgrade(Request request) {
    return "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE));
  }
}
