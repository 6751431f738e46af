package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.reach.deliver.PageWay;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code POST /api/people/me/page}: a page says that somebody looks at it, and which new incidents
 * it has shown them, so that they get no push message of these.
 */
public final class PageApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/people/me/page";
  private static final int MAX_BODY_BYTES = 256 * 1024;

  private final Notifications notifications;
  private final People people;
  private final Optional<PageWay> page;
  private final BodyReader bodies;

  /**
   * Takes its surroundings.
   *
   * @param page empty if this server reaches people in no other way
   * @param bodies reads those of requests
   */
  public PageApi(
      Notifications notifications, People people, Optional<PageWay> page, BodyReader bodies) {
    this.notifications = notifications;
    this.people = people;
    this.page = page;
    this.bodies = bodies;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (!request.getMethod().equals("POST")) {
      return Json.wrongMethod("POST", response, callback);
    }
    Optional<String> person = WhoAsks.id(request);
    if (person.isEmpty()) {
      return WhoAsks.unknown(response, callback);
    }
    if (!people.isLoaded() || !notifications.loaded()) {
      return Json.loading(response, callback);
    }
    Visibility visibility = AccessControl.visibility(request);
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body -> looks(person.get(), visibility, body, response, callback));
  }

  private void looks(
      String person, Visibility visibility, byte[] bytes, Response response, Callback callback) {
    List<String> shown;
    try {
      ActionBody body = ActionBody.read(bytes);
      shown = body.has("ids") ? body.ids() : List.of();
    } catch (ActionBody.BadBodyException e) {
      Json.error(response, callback, 400, "bad_body", e.getMessage());
      return;
    }
    if (page.isEmpty()) {
      answer(Optional.empty(), response, callback);
      return;
    }
    // What this server does not know yet can't be shown by its pages either.
    List<String> known =
        shown.stream()
            .distinct()
            .filter(id -> notifications.find(id, visibility).isPresent())
            .toList();
    page.get()
        .looks(person, known)
        .whenComplete(
            (until, failure) -> {
              if (failure == null) {
                answer(until, response, callback);
              } else {
                Json.kafkaAway(response, callback);
              }
            });
  }

  private static void answer(Optional<Instant> until, Response response, Callback callback) {
    Json.send(
        response,
        callback,
        200,
        out -> {
          if (until.isPresent()) {
            out.writeNumberField("until", until.get().toEpochMilli());
          }
        });
  }
}
