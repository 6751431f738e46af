package ai.colonycraft.realtime.push.transport.stream;

import ai.colonycraft.realtime.push.budget.Clients;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.session.ClientSession;
import ai.colonycraft.realtime.push.session.NotificationSession;
import ai.colonycraft.realtime.push.session.Outlet;
import ai.colonycraft.realtime.push.session.Session;
import ai.colonycraft.realtime.push.session.SessionLimits;
import ai.colonycraft.realtime.push.transport.connection.Connections;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/** The WebSocket endpoints {@code /stream} and {@code /notifications/stream}. */
public final class StreamEndpoints {

  private static final String STREAM = "/stream";
  private static final String NOTIFICATIONS = "/notifications/stream";

  private final Hub hub;
  private final Notifications notifications;
  private final SessionLimits limits;
  private final PushMetrics metrics;
  private final Clock clock;
  private final Connections connections;
  private final Clients clients;
  private final Scheduler scheduler;
  private final FrameCache frames = new FrameCache();

  /**
   * Creates the endpoints.
   *
   * @param connections where open WebSockets are registered; a full set refuses further upgrades
   *     with 503
   * @param clients what all clients may use together
   * @param scheduler runs the timers of the connections
   */
  public StreamEndpoints(
      Hub hub,
      Notifications notifications,
      SessionLimits limits,
      PushMetrics metrics,
      Clock clock,
      Connections connections,
      Clients clients,
      Scheduler scheduler) {
    this.hub = hub;
    this.notifications = notifications;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.connections = connections;
    this.clients = clients;
    this.scheduler = scheduler;
  }

  /**
   * Maps both paths on an upgrade handler.
   *
   * @param idleTimeout after which Jetty closes a connection without any traffic
   */
  public void map(WebSocketUpgradeHandler upgrade, Duration idleTimeout) {
    upgrade.getConfiguration().setIdleTimeout(idleTimeout);
    upgrade.addMapping(
        STREAM,
        (request, response, callback) ->
            accept(
                request,
                response,
                callback,
                (outlet, visibility) ->
                    new Session(hub, visibility, outlet, limits, metrics, clock)));
    upgrade.addMapping(
        NOTIFICATIONS,
        (request, response, callback) ->
            accept(
                request,
                response,
                callback,
                (outlet, visibility) ->
                    new NotificationSession(
                        notifications, visibility, outlet, limits, metrics, clock)));
  }

  /** A handler that answers 426 to requests for these paths that are not upgrades. */
  public static Handler upgradeRequired() {
    return new UpgradeRequired();
  }

  private StreamConnection accept(
      ServerUpgradeRequest request,
      ServerUpgradeResponse response,
      Callback callback,
      BiFunction<Outlet, Visibility, ClientSession> sessions) {
    // Compression is not negotiated: it costs more than it saves on messages this small.
    response.setExtensions(List.of());
    if (connections.isFull()) {
      metrics.connectionsRefused.increment();
      metrics.upgradesRefused.increment(Refusal.CONNECTIONS);
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
      Response.writeError(request, response, callback, 503, "There are too many connections.");
      return null;
    }
    String address = RequestClient.of(request).address();
    return new StreamConnection(
        connections,
        scheduler,
        limits.messageBytes(),
        frames,
        abort -> clients.open(address, abort),
        sessions);
  }

  private static final class UpgradeRequired extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = Request.getPathInContext(request);
      if (!path.equals(STREAM) && !path.equals(NOTIFICATIONS)) {
        return false;
      }
      response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      return Answer.send(
          response, callback, 426, Answer.TEXT, "This is a WebSocket: connect with ws://.\n");
    }
  }
}
