package ai.colonycraft.realtime.push.transport;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.session.ClientSession;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.session.NotificationSession;
import ai.colonycraft.realtime.push.session.Outlet;
import ai.colonycraft.realtime.push.session.Session;
import ai.colonycraft.realtime.push.session.SessionLimits;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * The sockets: {@code /stream} and {@code /notifications/stream} for WebSockets, {@code /sse} for
 * streams of events, {@code /api}, {@code /healthz} and {@code /readyz}, and the pages. Threads are
 * Jetty's; all methods may be called from any thread.
 */
public final class HttpTransport implements AutoCloseable {

  private static final String STREAM = "/stream";
  private static final String NOTIFICATIONS = "/notifications/stream";
  private static final String[] PAGES = {
    "index.html",
    "page.js",
    "client.js",
    "connection.js",
    "store.js",
    "components.js",
    "sparkline.js",
    "style.css",
    "icon.svg"
  };

  /** Plain requests that may be under way beside the WebSockets. */
  private static final int PLAIN_CONNECTIONS = 512;

  private static final Duration HTTP_IDLE = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final int OUTPUT_BUFFER_BYTES = 16 * 1024;
  private static final int THREADS = 16;

  private final PushConfig config;
  private final SessionLimits limits;
  private final Hub hub;
  private final Notifications notifications;
  private final PushMetrics metrics;
  private final Connections connections;
  private final Server server;
  private final ServerConnector connector;

  private HttpTransport(
      PushConfig config,
      Hub hub,
      Notifications notifications,
      Function<Acknowledgement, CompletionStage<Void>> acknowledgements,
      PushMetrics metrics,
      BooleanSupplier loaded) {
    this.config = config;
    this.hub = hub;
    this.notifications = notifications;
    this.metrics = metrics;
    this.limits =
        new SessionLimits(
            config.sessionQueue(),
            config.sessionSubscriptions(),
            config.sessionErrors(),
            config.sessionMessageBytes(),
            config.kept().sessionNotifications());
    this.connections = new Connections(config.httpConnections());
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("push-http");
    this.server = new Server(threads);
    this.connector = connector(server, config);
    server.addBean(
        new NetworkConnectionLimit(config.httpConnections() + PLAIN_CONNECTIONS, connector));
    Handler plain =
        new Handler.Sequence(
            new UpgradeRequired(),
            new Pages(PAGES),
            new MetricsApi(hub, Clock.systemUTC()),
            new NotificationsApi(notifications, acknowledgements, Clock.systemUTC()),
            new EventStreams(
                hub,
                notifications,
                limits,
                metrics,
                Clock.systemUTC(),
                connections,
                connector.getScheduler(),
                config.httpIdleTimeout()),
            new FlameGraphApi(hub.flameGraphs(), Clock.systemUTC()),
            new Status(hub, metrics, connections::size, loaded));
    server.setHandler(new SecurityHeaders(webSockets(plain)));
  }

  /**
   * Starts to listen.
   *
   * @param acknowledgements writes one to Kafka; ends with an exception if Kafka does not take it
   * @param loaded whether the last values are known, for {@code /readyz}
   * @throws IOException if it can't listen there; the message names address and setting
   */
  public static HttpTransport start(
      PushConfig config,
      Hub hub,
      Notifications notifications,
      Function<Acknowledgement, CompletionStage<Void>> acknowledgements,
      PushMetrics metrics,
      BooleanSupplier loaded)
      throws IOException {
    HttpTransport transport =
        new HttpTransport(config, hub, notifications, acknowledgements, metrics, loaded);
    try {
      transport.connector.open();
    } catch (IOException e) {
      throw new IOException(
          "Port %d on %s can't be listened on (%s); stop what uses it, or choose another with --http.port"
              .formatted(config.httpPort(), config.httpHost(), e.getMessage()),
          e);
    }
    try {
      transport.server.start();
    } catch (Exception e) {
      transport.connector.close();
      throw new IOException("The HTTP server does not start: " + e.getMessage(), e);
    }
    transport.pingLater();
    return transport;
  }

  /** The port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** WebSockets and streams of events that are open. */
  public int connections() {
    return connections.size();
  }

  /** Tells every client that the server goes away, and stops; returns when all threads are done. */
  @Override
  public void close() {
    connector.close();
    connections.open().forEach(c -> c.close(CloseCode.GOING_AWAY, "the server stops"));
    try {
      long end = System.nanoTime() + CLOSING.toNanos();
      while (connections.size() > 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server does not stop: " + e.getMessage(), e);
    }
  }

  private Handler webSockets(Handler next) {
    WebSocketUpgradeHandler handler =
        new WebSocketUpgradeHandler(
            upgrade -> {
              upgrade.getConfiguration().setIdleTimeout(config.httpIdleTimeout());
              upgrade.getConfiguration().setOutputBufferSize(OUTPUT_BUFFER_BYTES);
              upgrade.addMapping(
                  STREAM,
                  (request, response, callback) ->
                      accept(
                          request,
                          response,
                          callback,
                          outlet -> new Session(hub, outlet, limits, metrics, Clock.systemUTC())));
              upgrade.addMapping(
                  NOTIFICATIONS,
                  (request, response, callback) ->
                      accept(
                          request,
                          response,
                          callback,
                          outlet ->
                              new NotificationSession(
                                  notifications, outlet, limits, metrics, Clock.systemUTC())));
            });
    handler.setHandler(next);
    return handler;
  }

  private StreamConnection accept(
      ServerUpgradeRequest request,
      ServerUpgradeResponse response,
      Callback callback,
      Function<Outlet, ClientSession> sessions) {
    // Compression is not negotiated: it costs more than it saves on messages this small.
    response.setExtensions(List.of());
    if (connections.isFull()) {
      metrics.connectionsRefused.increment();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
      Response.writeError(request, response, callback, 503, "There are too many connections.");
      return null;
    }
    return new StreamConnection(
        connections, connector.getScheduler(), limits.messageBytes(), sessions);
  }

  private void pingLater() {
    Scheduler scheduler = connector.getScheduler();
    scheduler.schedule(
        () -> {
          connections.open().forEach(c -> c.ping(config.httpIdleTimeout()));
          if (server.isRunning()) {
            pingLater();
          }
        },
        config.httpPingInterval().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static ServerConnector connector(Server server, PushConfig config) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Ids of notifications hold slashes; no path of a request is a path of files.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("ids", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(config.httpHost());
    connector.setPort(config.httpPort());
    connector.setIdleTimeout(HTTP_IDLE.toMillis());
    server.addConnector(connector);
    return connector;
  }

  /** Answers plain requests for WebSockets. */
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
