package ai.colonycraft.realtime.push.transport.sse;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.session.NotificationSession;
import ai.colonycraft.realtime.push.session.Session;
import ai.colonycraft.realtime.push.session.SessionLimits;
import ai.colonycraft.realtime.push.session.Since;
import ai.colonycraft.realtime.push.transport.connection.Connections;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.Query;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * {@code /sse/metrics?metric=…} and {@code /sse/notifications}: the same sessions as WebSockets
 * have, as server-sent events. {@code Last-Event-ID}, as a header or the parameter {@code
 * lastEventId}, says where the client was.
 */
public final class EventStreams extends Handler.Abstract.NonBlocking {

  private static final String METRICS = "/sse/metrics";
  private static final String NOTIFICATIONS = "/sse/notifications";
  private static final String LAST_EVENT_ID = "lastEventId";

  private final Hub hub;
  private final Notifications notifications;
  private final SessionLimits limits;
  private final PushMetrics metrics;
  private final Clock clock;
  private final Connections connections;
  private final Scheduler scheduler;
  private final Duration idleTimeout;

  public EventStreams(
      Hub hub,
      Notifications notifications,
      SessionLimits limits,
      PushMetrics metrics,
      Clock clock,
      Connections connections,
      Scheduler scheduler,
      Duration idleTimeout) {
    this.hub = hub;
    this.notifications = notifications;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.connections = connections;
    this.scheduler = scheduler;
    this.idleTimeout = idleTimeout;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals(METRICS) && !path.equals(NOTIFICATIONS)) {
      return false;
    }
    if (!request.getMethod().equals("GET")) {
      return Json.wrongMethod("GET", response, callback);
    }
    if (connections.isFull()) {
      metrics.connectionsRefused.increment();
      return Json.unavailable(
          response, callback, "too_many_connections", "there are too many connections");
    }
    try {
      Query query = new Query(request.getHttpURI().getQuery());
      String header = request.getHeaders().get("Last-Event-ID");
      Optional<String> parameter = query.first(LAST_EVENT_ID);
      EventId id = EventId.parse(header == null ? parameter.orElse(null) : header);
      return path.equals(METRICS)
          ? metrics(query, id, request, response, callback)
          : notifications(id, request, response, callback);
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
  }

  private boolean metrics(
      Query query, EventId id, Request request, Response response, Callback callback)
      throws Query.BadQueryException {
    List<Selector> wanted = new ArrayList<>(query.selectors(List.of(LAST_EVENT_ID)));
    if (wanted.size() > limits.subscriptions()) {
      throw new Query.BadQueryException("metric: expected at most " + limits.subscriptions());
    }
    boolean lines = wanted.remove(Selector.total(Message.ACTIVITY_FEED));
    if (wanted.isEmpty() && !lines) {
      wanted.add(Selector.TOTALS);
    }
    int patterns = (int) wanted.stream().filter(this::isPattern).count();
    if (!RequestClient.of(request).takePatterns(patterns)) {
      return Json.error(
          response,
          callback,
          429,
          "too_many_patterns",
          "your address is subscribed to too many patterns");
    }
    Visibility visibility = AccessControl.visibility(request);
    Since since = id.since(EventId.METRICS);
    Since lineSince = id.since(EventId.ACTIVITY);
    begin(request, response);
    EventConnection connection =
        new EventConnection(
            request,
            response,
            callback,
            connections,
            scheduler,
            id,
            this::noteMetrics,
            outlet -> new Session(hub, visibility, outlet, limits, metrics, clock));
    Session session = (Session) connection.session();
    return open(connection, request, () -> session.open(wanted, since, lines ? lineSince : null));
  }

  private boolean isPattern(Selector selector) {
    return selector.isPattern() && !selector.equals(Selector.TOTALS);
  }

  private boolean notifications(EventId id, Request request, Response response, Callback callback) {
    Visibility visibility = AccessControl.visibility(request);
    Since since = id.since(EventId.NOTIFICATIONS);
    begin(request, response);
    EventConnection connection =
        new EventConnection(
            request,
            response,
            callback,
            connections,
            scheduler,
            id,
            this::noteNotifications,
            outlet ->
                new NotificationSession(notifications, visibility, outlet, limits, metrics, clock));
    NotificationSession session = (NotificationSession) connection.session();
    return open(connection, request, () -> session.open(since));
  }

  private void begin(Request request, Response response) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    // Or else nginx gathers events until its buffer is full.
    response.getHeaders().put("X-Accel-Buffering", "no");
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .setIdleTimeout(idleTimeout.toMillis());
  }

  private static boolean open(EventConnection connection, Request request, Runnable begin) {
    // A quiet stream is no failure; during a write Jetty fails the write.
    request.addIdleTimeoutListener(timeout -> false);
    request.addFailureListener(connection::failed);
    connection.open(begin);
    return true;
  }

  private void noteMetrics(EventId id, Message message) {
    if (message.metric().equals(Message.ACTIVITY_FEED)) {
      id.put(EventId.ACTIVITY, hub.activityState().place().epoch(), message.sequence());
    } else {
      id.put(EventId.METRICS, hub.metricState().place().epoch(), message.sequence());
    }
  }

  private void noteNotifications(EventId id, Message message) {
    id.put(EventId.NOTIFICATIONS, notifications.place().epoch(), message.sequence());
  }
}
