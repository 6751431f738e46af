package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.actions.ActionException;
import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What people do about incidents: {@code POST /api/actions/acknowledge}, {@code undo}, {@code
 * assign}, {@code silence} and {@code end-silence}. Each answers when Kafka has it, so that every
 * push server shows its clients.
 */
public final class ActionsApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/actions/";
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final Notifications notifications;
  private final ActionWriter all;
  private final BodyReader bodies;
  private final Clock clock;

  /**
   * Takes its surroundings.
   *
   * @param bodies reads those of requests
   */
  public ActionsApi(
      Notifications notifications, ActionWriter actions, BodyReader bodies, Clock clock) {
    this.notifications = notifications;
    this.all = actions;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(PATH)) {
      return false;
    }
    String action = path.substring(PATH.length());
    if (!request.getMethod().equals("POST")) {
      return Json.wrongMethod("POST", response, callback);
    }
    if (!notifications.loaded()) {
      return Json.loading(response, callback);
    }
    Optional<Caller> caller = AccessControl.caller(request);
    Visibility visibility = AccessControl.visibility(request);
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body -> act(action, body, caller, visibility, response, callback));
  }

  private void act(
      String action,
      byte[] bytes,
      Optional<Caller> caller,
      Visibility visibility,
      Response response,
      Callback callback) {
    try {
      ActionBody body = ActionBody.read(bytes);
      ActionWriter actions = all.seenBy(visibility);
      // Who it was says the token, where there is one, and not the body.
      String by = caller.isPresent() ? caller.get().name().orElse(null) : body.text("by", 200);
      switch (action) {
        case "acknowledge" ->
            answerIds(
                body,
                actions.acknowledge(body.ids(), by, body.text("note", 200)),
                response,
                callback);
        case "undo" -> answerIds(body, actions.undo(body.ids(), by), response, callback);
        case "assign" ->
            answerIds(
                body,
                actions.assign(body.ids(), body.text("to", 200), by, body.text("note", 200)),
                response,
                callback);
        case "silence" -> answerSilence(silence(actions, body, by), response, callback);
        case "end-silence" ->
            answerSilence(actions.endSilence(body.required("id", 100)), response, callback);
        default ->
            Json.error(
                response,
                callback,
                404,
                "unknown_action",
                "expected acknowledge, undo, assign, silence or end-silence");
      }
    } catch (ActionBody.BadBodyException e) {
      Json.error(response, callback, 400, "bad_body", e.getMessage());
    } catch (ActionException e) {
      Json.error(response, callback, e.status(), e.code(), e.getMessage());
    }
  }

  private CompletionStage<Silence> silence(ActionWriter actions, ActionBody body, String by)
      throws ActionBody.BadBodyException, ActionException {
    long from = body.time("from").orElse(clock.millis());
    Optional<Long> until = body.time("until");
    if (until.isEmpty()) {
      until = body.time("minutes").map(minutes -> from + Duration.ofMinutes(minutes).toMillis());
    }
    if (until.isEmpty()) {
      throw new ActionBody.BadBodyException("expected until, epoch milliseconds, or minutes");
    }
    Map<String, String> labels = body.labels();
    return actions.silence(
        labels, from, until.get(), body.required("reason", 500), by, body.flag("planned"));
  }

  private static void answerIds(
      ActionBody body, CompletionStage<?> written, Response response, Callback callback)
      throws ActionBody.BadBodyException {
    List<String> ids = body.ids();
    written.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            Json.kafkaAway(response, callback);
            return;
          }
          Json.send(
              response,
              callback,
              200,
              out -> {
                out.writeArrayFieldStart("ids");
                for (String id : ids) {
                  out.writeString(id);
                }
                out.writeEndArray();
              });
        });
  }

  private static void answerSilence(
      CompletionStage<Silence> written, Response response, Callback callback) {
    written.whenComplete(
        (silence, failure) -> {
          if (failure == null) {
            Json.send(response, callback, 200, silence::write);
          } else {
            Json.kafkaAway(response, callback);
          }
        });
  }
}
