package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.View;
import ai.colonycraft.realtime.push.reach.people.ViewJson;
import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Pages that people made: {@code GET /api/views} lists those of whoever asks and those that others
 * share; {@code PUT} and {@code DELETE /api/views/{id}} change one's own. A change names the
 * version on which it is based, and is refused with 409 and the kept view if that is another one.
 *
 * <p>A shared view can name labels that a narrowed token may not see, so such a token gets none.
 */
public final class ViewsApi extends Handler.Abstract.NonBlocking {

  private static final String VIEWS = "/api/views";
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MOST_SHARED = 200;

  private final People people;
  private final BodyReader bodies;
  private final Clock clock;

  /**
   * Takes its surroundings.
   *
   * @param bodies reads those of requests
   */
  public ViewsApi(People people, BodyReader bodies, Clock clock) {
    this.people = people;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals(VIEWS) && !path.startsWith(VIEWS + "/")) {
      return false;
    }
    Optional<String> person = WhoAsks.id(request);
    if (person.isEmpty()) {
      return WhoAsks.unknown(response, callback);
    }
    if (!people.isLoaded()) {
      return Json.loading(response, callback);
    }
    String method = request.getMethod();
    if (path.equals(VIEWS)) {
      return switch (method) {
        case "GET", "HEAD" -> list(person.get(), request, response, callback);
        default -> Json.wrongMethod("GET, HEAD", response, callback);
      };
    }
    String id = path.substring(VIEWS.length() + 1);
    return switch (method) {
      case "PUT" -> put(person.get(), id, request, response, callback);
      case "DELETE" ->
          change(
              person.get(),
              before -> before.withoutView(id),
              response,
              callback,
              (after, out) -> out.writeStringField("id", id));
      default -> Json.wrongMethod("PUT, DELETE", response, callback);
    };
  }

  private boolean list(String person, Request request, Response response, Callback callback) {
    List<View> own = people.find(person).map(Person::views).orElse(List.of());
    List<Shared> shared =
        AccessControl.visibility(request).isEverything() ? sharedWith(person) : List.of();
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeArrayFieldStart("views");
          for (View view : own) {
            out.writeStartObject();
            ViewJson.write(view, out);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeArrayFieldStart("shared");
          for (Shared one : shared) {
            out.writeStartObject();
            ViewJson.writeShort(one.view(), out);
            out.writeStringField("owner", one.owner().name());
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  /** A view that its owner shares. */
  private record Shared(Person owner, View view) {}

  /** Those of others, the last changed first. */
  private List<Shared> sharedWith(String person) {
    return people.all().stream()
        .filter(other -> !other.id().equals(person))
        .flatMap(
            other ->
                other.views().stream().filter(View::shared).map(view -> new Shared(other, view)))
        .sorted(Comparator.comparingLong((Shared one) -> one.view().changed()).reversed())
        .limit(MOST_SHARED)
        .toList();
  }

  private boolean put(
      String person, String id, Request request, Response response, Callback callback) {
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body ->
            change(
                person,
                before -> before.with(ViewJson.asked(id, body), clock.millis()),
                response,
                callback,
                (after, out) -> ViewJson.write(after.view(id).orElseThrow(), out)));
  }

  /** Writes what a change is answered with. */
  @FunctionalInterface
  private interface Answering {
    void write(Person after, JsonGenerator out) throws IOException;
  }

  private boolean change(
      String person,
      UnaryOperator<Person> change,
      Response response,
      Callback callback,
      Answering answer) {
    CompletionStage<Person> changed;
    try {
      changed = people.change(person, change);
    } catch (View.ConflictException e) {
      return conflict(e, response, callback);
    } catch (IllegalArgumentException e) {
      return Json.error(response, callback, 400, "bad_body", Text.wellFormed(e.getMessage()));
    } catch (RuntimeException e) {
      callback.failed(e);
      return true;
    }
    changed.whenComplete(
        (after, failure) -> {
          if (failure == null) {
            Json.send(response, callback, 200, out -> answer.write(after, out));
          } else {
            Json.kafkaAway(response, callback);
          }
        });
    return true;
  }

  private static boolean conflict(
      View.ConflictException conflict, Response response, Callback callback) {
    return Json.send(
        response,
        callback,
        409,
        out -> {
          out.writeObjectFieldStart("error");
          out.writeStringField("code", "conflict");
          out.writeStringField("message", conflict.getMessage());
          out.writeEndObject();
          if (conflict.stored().isPresent()) {
            out.writeObjectFieldStart("view");
            ViewJson.write(conflict.stored().get(), out);
            out.writeEndObject();
          }
        });
  }
}
