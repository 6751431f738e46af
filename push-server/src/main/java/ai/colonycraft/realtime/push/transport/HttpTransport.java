package ai.colonycraft.realtime.push.transport;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.alerts.AlertIdentities;
import ai.colonycraft.realtime.push.budget.Clients;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.IncidentSeries;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.Prometheus;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.reach.deliver.DeliveryMetrics;
import ai.colonycraft.realtime.push.reach.deliver.Reach;
import ai.colonycraft.realtime.push.reach.deliver.ReachSeries;
import ai.colonycraft.realtime.push.reach.mail.MailKey;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.webpush.WebPushWay;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.security.UnusableFileException;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.session.SessionLimits;
import ai.colonycraft.realtime.push.transport.api.ActionsApi;
import ai.colonycraft.realtime.push.transport.api.ApiDescription;
import ai.colonycraft.realtime.push.transport.api.FlameGraphApi;
import ai.colonycraft.realtime.push.transport.api.HistoryApi;
import ai.colonycraft.realtime.push.transport.api.IncidentsApi;
import ai.colonycraft.realtime.push.transport.api.Intake;
import ai.colonycraft.realtime.push.transport.api.MetricsApi;
import ai.colonycraft.realtime.push.transport.api.MetricsPage;
import ai.colonycraft.realtime.push.transport.api.NotificationsApi;
import ai.colonycraft.realtime.push.transport.api.ObjectivesApi;
import ai.colonycraft.realtime.push.transport.api.OnCallApi;
import ai.colonycraft.realtime.push.transport.api.PageApi;
import ai.colonycraft.realtime.push.transport.api.PeopleApi;
import ai.colonycraft.realtime.push.transport.api.RulesApi;
import ai.colonycraft.realtime.push.transport.api.Status;
import ai.colonycraft.realtime.push.transport.api.UnsubscribeApi;
import ai.colonycraft.realtime.push.transport.api.ViewsApi;
import ai.colonycraft.realtime.push.transport.connection.Connections;
import ai.colonycraft.realtime.push.transport.connection.LiveConnection;
import ai.colonycraft.realtime.push.transport.guard.Draining;
import ai.colonycraft.realtime.push.transport.guard.Protection;
import ai.colonycraft.realtime.push.transport.guard.SecurityHeaders;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.ErrorAnswer;
import ai.colonycraft.realtime.push.transport.pages.PageFiles;
import ai.colonycraft.realtime.push.transport.pages.Pages;
import ai.colonycraft.realtime.push.transport.sse.EventStreams;
import ai.colonycraft.realtime.push.transport.stream.StreamEndpoints;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * The sockets: {@code /stream} and {@code /notifications/stream} for WebSockets, {@code /sse} for
 * streams of events, {@code /api}, {@code /healthz} and {@code /readyz}, and the pages. Threads are
 * Jetty's; all methods may be called from any thread.
 */
public final class HttpTransport implements AutoCloseable {

  /** Plain requests that may be under way beside the WebSockets. */
  private static final int PLAIN_CONNECTIONS = 512;

  private static final Duration HTTP_IDLE = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final int THREADS = 16;

  /** Half of the processors at most do work for clients that takes long. */
  private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final PushConfig config;
  private final SessionLimits limits;
  private final Hub hub;
  private final Notifications notifications;
  private final PushMetrics metrics;
  private final Clock clock;
  private final Connections connections;
  private final Clients clients;
  private final Server server;
  private final ServerConnector connector;
  private final Protection protection;
  private final Draining draining;
  private final HistoryApi historyApi;

  /** Null without TLS. */
  private Tls tls;

  private HttpTransport(
      PushConfig config,
      Hub hub,
      Notifications notifications,
      ActionWriter actions,
      People people,
      Reach reach,
      Rules rules,
      Optional<WebPushWay> webPush,
      Publisher publisher,
      AlertIdentities alerts,
      PushMetrics metrics,
      Clock clock,
      BooleanSupplier loaded)
      throws UnusableFileException {
    this.config = config;
    this.hub = hub;
    this.notifications = notifications;
    this.metrics = metrics;
    this.clock = clock;
    this.limits =
        new SessionLimits(
            config.sessions().queue(),
            config.sessions().subscriptions(),
            config.sessions().errors(),
            config.sessions().messageBytes(),
            config.kept().sessionNotifications());
    this.connections = new Connections(config.http().connections());
    this.clients =
        new Clients(
            config.waiting().limit(),
            config.limits().patternsPerAddress(),
            metrics.slowClosed,
            metrics.busy,
            WORKERS);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("push-http");
    this.server = new Server(threads);
    this.connector = connector();
    int places = config.http().connections() + PLAIN_CONNECTIONS;
    this.protection = new Protection(config, places, metrics, webPush.map(WebPushWay::tokens));
    server.addBean(new NetworkConnectionLimit(places, connector));
    protection.watch(connector);
    BodyReader bodies = new BodyReader(config.limits().bodyTime());
    this.historyApi = HistoryApi.of(config.history(), hub, clock);
    Handler plain =
        new Handler.Sequence(
            StreamEndpoints.upgradeRequired(),
            new Pages(PageFiles.load(!config.security().hasTokens())),
            new MetricsApi(hub, clock),
            new ObjectivesApi(config.objectives()),
            historyApi,
            new NotificationsApi(notifications, actions, bodies, clock),
            new ActionsApi(notifications, actions, bodies, clock),
            new RulesApi(rules, bodies),
            new OnCallApi(reach.policy(), clock),
            new PageApi(notifications, people, reach.page(), bodies),
            new PeopleApi(people, webPush, bodies, clock),
            new ViewsApi(people, bodies, clock),
            new UnsubscribeApi(config.mail().keyFile().map(key -> MailKey.read(key, people))),
            new IncidentsApi(notifications, config.alerts().grafana(), clock),
            new EventStreams(
                hub,
                notifications,
                limits,
                metrics,
                clock,
                connections,
                connector.getScheduler(),
                config.http().idleTimeout()),
            new FlameGraphApi(hub.flameGraphs(), clock),
            Intake.handler(config, bodies, publisher, alerts, metrics),
            new MetricsPage(prometheus(loaded, reach.metrics()).registry()),
            new ApiDescription(),
            new Status(hub, metrics, connections::size, loaded));
    this.draining = new Draining(metrics, protection.around(clients, webSockets(plain)));
    server.setHandler(new SecurityHeaders(draining));
    server.setErrorHandler(
        new ErrorAnswer(() -> metrics.requestsRefused.increment(Refusal.MALFORMED)));
  }

  private Prometheus prometheus(BooleanSupplier loaded, DeliveryMetrics sent) {
    Prometheus prometheus = new Prometheus(metrics);
    ReachSeries.register(sent, prometheus);
    new IncidentSeries(notifications, clock).register(prometheus);
    return prometheus
        .gauge("push_connections", "WebSockets open now", connections::size)
        .gauge(
            "push_queue_messages",
            "Messages that wait for clients that read slowly",
            () -> connections.open().stream().mapToInt(LiveConnection::waiting).sum())
        .gauge(
            "push_waiting_bytes",
            "Bytes that wait for clients that read slowly, in answers, streams and queues",
            clients::waitingBytes)
        .gauge(
            "push_waiting_bytes_limit",
            "What may wait for all clients together",
            config.waiting()::limit)
        .gauge(
            "push_waiting_tasks",
            "Parts of replays and long answers that wait for a thread",
            clients::waitingTasks)
        .gauge("push_series", "Series known", hub::seriesKnown)
        .gauge("push_ready", "1 if last values are loaded", () -> loaded.getAsBoolean() ? 1 : 0)
        .gauge(
            "push_last_record_age_seconds",
            "Since Kafka last gave something; NaN if it has not yet",
            () -> hub.ageMillis().isPresent() ? hub.ageMillis().getAsLong() / 1e3 : Double.NaN);
  }

  /**
   * Starts to listen.
   *
   * @param actions writes to Kafka what people do about incidents
   * @param people whom to reach away from the screen
   * @param reach how people are reached
   * @param rules the rules of the correlation job
   * @param webPush empty if Web Push is off
   * @param publisher takes what clients bring
   * @param alerts knows the alerts that Kafka holds
   * @param clock the time that clients are told, and to which questions without a time reach
   * @param loaded whether the last values are known, for {@code /readyz}
   * @throws IOException if it can't listen there; the message names address and setting
   * @throws InvalidConfigException if a file of keys or certificates can't be used
   */
  public static HttpTransport start(
      PushConfig config,
      Hub hub,
      Notifications notifications,
      ActionWriter actions,
      People people,
      Reach reach,
      Rules rules,
      Optional<WebPushWay> webPush,
      Publisher publisher,
      AlertIdentities alerts,
      PushMetrics metrics,
      Clock clock,
      BooleanSupplier loaded)
      throws IOException {
    HttpTransport transport;
    try {
      transport =
          new HttpTransport(
              config,
              hub,
              notifications,
              actions,
              people,
              reach,
              rules,
              webPush,
              publisher,
              alerts,
              metrics,
              clock,
              loaded);
    } catch (UnusableFileException e) {
      throw new InvalidConfigException(List.of(e.getMessage()));
    }
    try {
      transport.connector.open();
    } catch (IOException e) {
      transport.clients.close();
      throw new IOException(
          "Port %d on %s can't be listened on (%s); stop what uses it, or choose another with --http.port"
              .formatted(config.http().port(), config.http().host(), e.getMessage()),
          e);
    }
    try {
      transport.server.start();
    } catch (Exception e) {
      transport.clients.close();
      transport.connector.close();
      throw new IOException("The HTTP server does not start: " + e.getMessage(), e);
    }
    transport.pingLater();
    if (transport.tls != null) {
      transport.tls.watch(transport.connector.getScheduler());
    }
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

  /**
   * Sends the clients away, a few at a time, so that they do not all come back in one moment: first
   * {@code /readyz} says that the server is about to stop, and no WebSocket is opened any more.
   * Returns when all have gone, or the thread is interrupted.
   */
  public void drain(Duration time) throws InterruptedException {
    draining.begin();
    List<LiveConnection> leaving = new ArrayList<>(connections.open());
    Collections.shuffle(leaving);
    long start = System.nanoTime();
    for (int i = 0; i < leaving.size(); i++) {
      long due = start + time.toNanos() / leaving.size() * (i + 1);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      leaving.get(i).close(CloseCode.GOING_AWAY, "the server stops");
    }
  }

  /** Closes every connection with "going away", and stops; returns when all threads are done. */
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
      historyApi.close();
      clients.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("The HTTP server does not stop: " + e.getMessage(), e);
    }
  }

  private Handler webSockets(Handler next) {
    StreamEndpoints endpoints =
        new StreamEndpoints(
            hub,
            notifications,
            limits,
            metrics,
            clock,
            connections,
            clients,
            connector.getScheduler());
    WebSocketUpgradeHandler handler =
        protection.webSockets(upgrade -> endpoints.map(upgrade, config.http().idleTimeout()));
    handler.setHandler(next);
    return handler;
  }

  private void pingLater() {
    Scheduler scheduler = connector.getScheduler();
    scheduler.schedule(
        () -> {
          connections.open().forEach(c -> c.ping(config.http().idleTimeout()));
          if (server.isRunning()) {
            pingLater();
          }
        },
        config.http().pingInterval().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private ServerConnector connector() throws UnusableFileException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Ids of notifications hold slashes and percent signs; no path of a request is a path of files.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "ids",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    ServerConnector made;
    if (config.security().hasTls()) {
      tls = new Tls(config.security(), metrics, clock);
      made = new ServerConnector(server, tls.layers(http));
    } else {
      made = new ServerConnector(server, new HttpConnectionFactory(http));
    }
    made.setHost(config.http().host());
    made.setPort(config.http().port());
    made.setIdleTimeout(HTTP_IDLE.toMillis());
    made.setAcceptedSendBufferSize(config.waiting().sendBufferBytes());
    made.setAcceptedReceiveBufferSize(config.waiting().receiveBufferBytes());
    server.addConnector(made);
    return made;
  }
}
