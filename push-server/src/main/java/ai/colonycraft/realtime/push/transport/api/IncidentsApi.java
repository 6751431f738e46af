package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.hub.GroupMessage;
import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.OpenState;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.Query;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/incidents?state=open&limit=200}: incidents, newest first, each once, with how
 * many are open, the groups, and the silences; {@code GET /api/incidents/{id}}: one, with the
 * others of its group, what it is made of, and all that people did; {@code GET /api/silences}.
 */
public final class IncidentsApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/incidents";
  private static final String SILENCES = "/api/silences";
  private static final int LIMIT = 200;
  private static final int MOST = 1_000;

  private final Notifications notifications;
  private final Optional<String> grafana;

  /**
   * Takes what is known.
   *
   * @param grafana address of Grafana for links; empty for none
   */
  public IncidentsApi(Notifications notifications, Optional<String> grafana) {
    this.notifications = notifications;
    this.grafana = grafana;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    boolean isOne = path.startsWith(PATH + "/");
    if (!path.equals(PATH) && !isOne && !path.equals(SILENCES)) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    if (!notifications.loaded()) {
      return Json.loading(response, callback);
    }
    if (isOne) {
      // From the encoded path, since an id may hold slashes.
      return one(
          NotificationsApi.decoded(request.getHttpURI().getPath().substring(PATH.length() + 1)),
          AccessControl.visibility(request),
          response,
          callback);
    }
    return path.equals(SILENCES)
        ? Json.send(
            response,
            callback,
            200,
            out -> GroupMessage.write(silences(AccessControl.visibility(request)), out))
        : list(request, response, callback);
  }

  private List<Silence> silences(Visibility visibility) {
    return notifications.silences().stream().filter(visibility::sees).toList();
  }

  private boolean list(Request request, Response response, Callback callback) {
    Predicate<Incident> which;
    int limit;
    try {
      Query query = new Query(request.getHttpURI().getQuery());
      which = NotificationsApi.which(query.first("state").orElse("open"));
      limit = (int) query.number("limit", 1, MOST).orElse(LIMIT);
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
    Visibility visibility = AccessControl.visibility(request);
    Predicate<Incident> isSeen = visibility::sees;
    Board board = notifications.board();
    List<KnownNotification> open = newest(board, isSeen.and(Incident::isOpen), Integer.MAX_VALUE);
    List<KnownNotification> found = newest(board, isSeen.and(which), limit);
    return Json.send(
        response,
        callback,
        200,
        out -> {
          writeCounts(open, out);
          out.writeArrayFieldStart("groups");
          for (Group group : board.openGroups().stream().filter(visibility::sees).toList()) {
            GroupMessage.write(group, out);
          }
          out.writeEndArray();
          write("incidents", found, out);
          GroupMessage.write(silences(visibility), out);
        });
  }

  private boolean one(String id, Visibility visibility, Response response, Callback callback) {
    Board board = notifications.board();
    Optional<KnownNotification> known =
        notifications
            .find(board.partOf(id).orElse(id))
            .filter(n -> n.incident().isIncident() && visibility.sees(n));
    if (known.isEmpty()) {
      return Json.error(
          response, callback, 404, "unknown_incident", "no incident is known as " + id);
    }
    KnownNotification one = known.get();
    Optional<Group> group =
        board.group(id).filter(g -> g.members().size() > 1).filter(visibility::sees);
    List<String> parts = board.parts(one.id()).stream().map(Incident::id).toList();
    List<KnownNotification> others =
        group.stream()
            .flatMap(g -> g.ids().stream())
            .filter(other -> !other.equals(one.id()))
            .limit(LIMIT)
            .flatMap(other -> notifications.find(other).stream())
            .toList();
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeFieldName("incident");
          out.writeRawValue(one.json());
          if (group.isPresent()) {
            out.writeFieldName("group");
            GroupMessage.write(group.get(), out);
          }
          write("others", others, out);
          write(
              "parts",
              parts.stream()
                  .flatMap(part -> notifications.find(part).stream())
                  .filter(visibility::sees)
                  .toList(),
              out);
          notifications.actions(one.id()).writeActs(out);
          if (grafana.isPresent()) {
            out.writeObjectFieldStart("links");
            out.writeStringField("grafana", grafana.get());
            out.writeEndObject();
          }
        });
  }

  /** Each once: what is shown within another one is left out. */
  private List<KnownNotification> newest(Board board, Predicate<Incident> which, int most) {
    return notifications.newest(
        most,
        LiveRecord.NO_SEQUENCE,
        incident ->
            incident.isIncident() && board.partOf(incident.id()).isEmpty() && which.test(incident));
  }

  private static void writeCounts(List<KnownNotification> open, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart("counts");
    for (OpenState state : OpenState.values()) {
      out.writeNumberField(
          state.word(), open.stream().filter(n -> OpenState.of(n) == state).count());
    }
    out.writeEndObject();
  }

  private static void write(String field, List<KnownNotification> all, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (KnownNotification one : all) {
      out.writeRawValue(one.json());
    }
    out.writeEndArray();
  }
}
