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
import ai.colonycraft.realtime.push.transport.http.JsonParts;
import ai.colonycraft.realtime.push.transport.http.LongAnswer;
import ai.colonycraft.realtime.push.transport.http.Query;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  /** How long a count holds though nothing changed: a silence may begin or end by itself. */
  private static final long SILENCES_HOLD_MILLIS = 1_000;

  /** How many were open at a time. */
  private record Counted(long version, long at, Map<OpenState, Integer> counts) {}

  private final Notifications notifications;
  private final Optional<String> grafana;
  private final Clock clock;
  private volatile Counted counted = new Counted(-1, 0, Map.of());

  /**
   * Takes what is known.
   *
   * @param grafana address of Grafana for links; empty for none
   */
  public IncidentsApi(Notifications notifications, Optional<String> grafana, Clock clock) {
    this.clock = clock;
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
    Visibility visibility = AccessControl.visibility(request);
    if (isOne) {
      // From the encoded path, since an id may hold slashes.
      String id =
          NotificationsApi.decoded(request.getHttpURI().getPath().substring(PATH.length() + 1));
      RequestClient.work(request, callback, () -> one(id, visibility, response, callback));
      return true;
    }
    if (path.equals(SILENCES)) {
      RequestClient.work(
          request,
          callback,
          () ->
              Json.send(
                  response, callback, 200, out -> GroupMessage.write(silences(visibility), out)));
      return true;
    }
    return list(request, visibility, response, callback);
  }

  private List<Silence> silences(Visibility visibility) {
    return notifications.silences().stream().filter(visibility::sees).toList();
  }

  private boolean list(
      Request request, Visibility visibility, Response response, Callback callback) {
    try {
      Query query = new Query(request.getHttpURI().getQuery());
      Predicate<Incident> which = NotificationsApi.which(query.first("state").orElse("open"));
      int limit = (int) query.number("limit", 1, MOST).orElse(LIMIT);
      return LongAnswer.send(
          request,
          response,
          callback,
          limit * NotificationsApi.ID_BYTES,
          () -> answer(which, limit, visibility));
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
  }

  private JsonParts<KnownNotification> answer(
      Predicate<Incident> which, int limit, Visibility visibility) {
    Board board = notifications.board(visibility);
    Predicate<Incident> isListed =
        incident -> incident.isIncident() && board.partOf(incident.id()).isEmpty();
    return new JsonParts<>(
        out -> {
          write(counts(isListed, visibility), out);
          out.writeArrayFieldStart("groups");
          for (Group group : board.openGroups()) {
            GroupMessage.write(group, out);
          }
          out.writeEndArray();
          GroupMessage.write(silences(visibility), out);
        },
        "incidents",
        NotificationsApi.found(
            newest(isListed.and(which), limit, visibility), notifications, visibility),
        (incident, out) -> out.writeRawValue(incident.json()));
  }

  private boolean one(String id, Visibility visibility, Response response, Callback callback) {
    Board board = notifications.board(visibility);
    Optional<KnownNotification> known =
        notifications
            .find(board.partOf(id).orElse(id), visibility)
            .filter(n -> n.incident().isIncident());
    if (known.isEmpty()) {
      return Json.error(
          response, callback, 404, "unknown_incident", "no incident is known as " + id);
    }
    KnownNotification one = known.get();
    Optional<Group> group = board.group(id).filter(g -> g.members().size() > 1);
    List<String> parts = board.parts(one.id()).stream().map(Incident::id).toList();
    List<KnownNotification> others =
        group.stream()
            .flatMap(g -> g.ids().stream())
            .filter(other -> !other.equals(one.id()))
            .limit(LIMIT)
            .flatMap(other -> notifications.find(other, visibility).stream())
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
                  .flatMap(part -> notifications.find(part, visibility).stream())
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

  private List<String> newest(Predicate<Incident> which, int most, Visibility visibility) {
    return notifications.newestIds(most, LiveRecord.NO_SEQUENCE, visibility, which);
  }

  private static void write(Map<OpenState, Integer> counts, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("counts");
    for (OpenState state : OpenState.values()) {
      out.writeNumberField(state.word(), counts.getOrDefault(state, 0));
    }
    out.writeEndObject();
  }

  private Map<OpenState, Integer> count(Predicate<Incident> isListed, Visibility visibility) {
    Map<OpenState, Integer> counts = new EnumMap<>(OpenState.class);
    newest(isListed.and(Incident::isOpen), Integer.MAX_VALUE, visibility).stream()
        .flatMap(id -> notifications.find(id, visibility).stream())
        .forEach(n -> counts.merge(OpenState.of(n), 1, Integer::sum));
    return counts;
  }

  /** Those of everything are kept while they hold, since every page asks for them. */
  private Map<OpenState, Integer> counts(Predicate<Incident> isListed, Visibility visibility) {
    if (!visibility.isEverything()) {
      return count(isListed, visibility);
    }
    long version = notifications.version();
    long now = clock.millis();
    Counted last = counted;
    if (last.version() != version || now - last.at() >= SILENCES_HOLD_MILLIS || now < last.at()) {
      last = new Counted(version, now, count(isListed, visibility));
      counted = last;
    }
    return last.counts();
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
