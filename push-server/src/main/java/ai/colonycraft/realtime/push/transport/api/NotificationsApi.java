package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.actions.ActionException;
import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.StreamPosition;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.JsonParts;
import ai.colonycraft.realtime.push.transport.http.LongAnswer;
import ai.colonycraft.realtime.push.transport.http.Query;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/notifications?limit=50&since=…&state=open}, newest first, and {@code POST
 * /api/notifications/{id}/ack}, which is done when Kafka has it, so that every push server shows
 * its clients.
 */
public final class NotificationsApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/notifications";
  private static final String ACK = "/ack";
  private static final int LIMIT = 50;
  private static final int MOST = 1_000;

  /** What the id of a notification takes while an answer is under way, about. */
  static final long ID_BYTES = 64;

  private static final int MAX_BODY_BYTES = 1_024;
  private static final int MAX_BY = 200;
  private static final int MAX_NOTE = 200;

  private final Notifications notifications;
  private final ActionWriter actions;
  private final BodyReader bodies;
  private final Clock clock;

  /**
   * Takes its surroundings.
   *
   * @param actions writes acknowledgements to Kafka
   * @param bodies reads those of requests
   */
  public NotificationsApi(
      Notifications notifications, ActionWriter actions, BodyReader bodies, Clock clock) {
    this.bodies = bodies;
    this.notifications = notifications;
    this.actions = actions;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (path.equals(PATH)) {
      return list(request, response, callback);
    }
    boolean hasId = path.length() > PATH.length() + ACK.length();
    if (hasId && path.startsWith(PATH + "/") && path.endsWith(ACK)) {
      // From the encoded path, since an id may hold slashes.
      String raw = request.getHttpURI().getPath();
      String id = raw.substring(PATH.length() + 1, raw.length() - ACK.length());
      return acknowledge(decoded(id), request, response, callback);
    }
    return false;
  }

  private boolean list(Request request, Response response, Callback callback) {
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    if (!notifications.loaded()) {
      return Json.loading(response, callback);
    }
    try {
      Query query = new Query(request.getHttpURI().getQuery());
      int limit = (int) query.number("limit", 1, MOST).orElse(LIMIT);
      long since = query.number("since", -1, Long.MAX_VALUE).orElse(LiveRecord.NO_SEQUENCE);
      StreamPosition place = notifications.place();
      Visibility visibility = AccessControl.visibility(request);
      Predicate<Incident> which = which(query.first("state").orElse("all"));
      return LongAnswer.send(
          request,
          response,
          callback,
          limit * ID_BYTES,
          () ->
              new JsonParts<>(
                  out -> {
                    out.writeStringField("epoch", place.epoch());
                    if (place.isKnown()) {
                      out.writeNumberField("seq", place.sequence());
                    }
                  },
                  "notifications",
                  found(
                      notifications.newestIds(limit, since, visibility, which),
                      notifications,
                      visibility),
                  (notification, out) -> out.writeRawValue(notification.json())));
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
  }

  /** Those of some ids that are still known and may be seen, each read when it is asked for. */
  static Iterator<KnownNotification> found(
      List<String> ids, Notifications notifications, Visibility visibility) {
    return ids.stream().flatMap(id -> notifications.find(id, visibility).stream()).iterator();
  }

  /** Which of them are listed. */
  static Predicate<Incident> which(String state) throws Query.BadQueryException {
    return switch (state) {
      case "all" -> incident -> true;
      case "open" -> Incident::isOpen;
      case "resolved" -> incident -> incident.resolvedAt().isPresent();
      default -> throw new Query.BadQueryException("state: expected open, resolved or all");
    };
  }

  private boolean acknowledge(String id, Request request, Response response, Callback callback) {
    if (!request.getMethod().equals("POST")) {
      return Json.wrongMethod("POST", response, callback);
    }
    if (!notifications.loaded()) {
      return Json.loading(response, callback);
    }
    // One that may not be seen is not known, so that nobody finds out by asking that there is one.
    Optional<KnownNotification> known = notifications.find(id, AccessControl.visibility(request));
    if (known.isEmpty()) {
      return Json.error(
          response, callback, 404, "unknown_notification", "no notification is known as " + id);
    }
    if (known.get().acknowledgement() != null) {
      return acknowledged(known.get().acknowledgement(), response, callback);
    }
    Optional<Caller> caller = AccessControl.caller(request);
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body -> write(id, body, caller, response, callback));
  }

  /** Who it was says the token, where there is one, and not the body. */
  private void write(
      String id, byte[] bytes, Optional<Caller> caller, Response response, Callback callback) {
    try {
      ActionBody body = ActionBody.read(bytes);
      String said = body.text("by", MAX_BY);
      String by = caller.isPresent() ? caller.get().name().orElse(null) : said;
      String note = body.text("note", MAX_NOTE);
      actions
          .acknowledge(List.of(id), by, note)
          .whenComplete(
              (act, failure) -> {
                if (failure == null) {
                  acknowledged(Acknowledgement.of(id, act), response, callback);
                } else {
                  Json.kafkaAway(response, callback);
                }
              });
    } catch (ActionBody.BadBodyException e) {
      Json.error(response, callback, 400, "bad_body", e.getMessage());
    } catch (ActionException e) {
      Json.error(response, callback, e.status(), e.code(), e.getMessage());
    }
  }

  private static boolean acknowledged(
      Acknowledgement acknowledgement, Response response, Callback callback) {
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeStringField("id", acknowledgement.id());
          if (acknowledgement.by() != null) {
            out.writeStringField("by", acknowledgement.by());
          }
          if (acknowledgement.note() != null) {
            out.writeStringField("note", acknowledgement.note());
          }
          out.writeNumberField("timestamp", acknowledgement.timestamp());
        });
  }

  /** An id as it stands in a path. */
  static String decoded(String id) {
    try {
      // A plus sign in a path is a plus sign.
      return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return id;
    }
  }
}
