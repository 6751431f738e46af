package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.people.Device;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.PersonJson;
import ai.colonycraft.realtime.push.reach.webpush.Endpoints;
import ai.colonycraft.realtime.push.reach.webpush.WebPushWay;
import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.Query;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Whoever asks, as somebody to be reached away from the screen: {@code GET} and {@code PUT
 * /api/people/me}, {@code POST /api/people/me/devices} and {@code DELETE
 * /api/people/me/devices/{id}}, {@code POST /api/people/me/test}, and {@code GET /api/push/key},
 * the public key for which browsers subscribe. A change is answered when Kafka has it.
 *
 * <p>A person is the subject of the token; where tokens are off, the parameter {@code person} names
 * them.
 */
public final class PeopleApi extends Handler.Abstract.NonBlocking {

  private static final String ME = "/api/people/me";
  private static final String DEVICES = ME + "/devices";
  private static final String TEST = ME + "/test";
  private static final String KEY = "/api/push/key";
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private static final String WEB_PUSH_OFF =
      "Web Push is off at this server; webpush.key-file turns it on";

  /** Reads a change from a body. */
  @FunctionalInterface
  private interface Change {
    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the body is not of its form
     */
    Person make(Person before, byte[] body);
  }

  private final People people;
  private final Optional<WebPushWay> webPush;
  private final BodyReader bodies;
  private final Clock clock;

  /**
   * Takes its surroundings.
   *
   * @param webPush empty if Web Push is off
   * @param bodies reads those of requests
   */
  public PeopleApi(People people, Optional<WebPushWay> webPush, BodyReader bodies, Clock clock) {
    this.people = people;
    this.webPush = webPush;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (path.equals(KEY)) {
      return key(request, response, callback);
    }
    if (!path.equals(ME) && !path.startsWith(ME + "/")) {
      return false;
    }
    String method = request.getMethod();
    Optional<String> id = WhoAsks.id(request);
    if (id.isEmpty()) {
      return WhoAsks.unknown(response, callback);
    }
    if (!people.isLoaded()) {
      return Json.loading(response, callback);
    }
    if (path.equals(ME)) {
      return switch (method) {
        case "GET", "HEAD" ->
            show(people.find(id.get()).orElseGet(() -> Person.of(id.get())), response, callback);
        case "PUT" -> change(id.get(), PersonJson::changed, request, response, callback);
        default -> Json.wrongMethod("GET, HEAD, PUT", response, callback);
      };
    }
    if (path.equals(DEVICES)) {
      return method.equals("POST")
          ? change(
              id.get(),
              (before, body) -> before.with(checked(PersonJson.device(body, clock.millis()))),
              request,
              response,
              callback)
          : Json.wrongMethod("POST", response, callback);
    }
    if (path.equals(TEST)) {
      return method.equals("POST")
          ? test(id.get(), request, response, callback)
          : Json.wrongMethod("POST", response, callback);
    }
    if (path.startsWith(DEVICES + "/")) {
      String device = path.substring(DEVICES.length() + 1);
      return method.equals("DELETE")
          ? answer(() -> people.change(id.get(), p -> p.without(device)), response, callback)
          : Json.wrongMethod("DELETE", response, callback);
    }
    return Json.error(response, callback, 404, "unknown_path", "expected " + ME + " or devices");
  }

  private boolean key(Request request, Response response, Callback callback) {
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    return webPush.isPresent()
        ? Json.send(
            response, callback, 200, out -> out.writeStringField("key", webPush.get().publicKey()))
        : webPushOff(response, callback);
  }

  /** Only endpoints of known push services get requests. */
  private Device checked(Device device) {
    if (device instanceof Device.WebPush push) {
      try {
        webPush
            .orElseThrow(() -> new IllegalArgumentException(WEB_PUSH_OFF))
            .endpoints()
            .check(push.endpoint());
      } catch (Endpoints.RefusedException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return device;
  }

  /** Sends a test message to the device that the parameter {@code device} names. */
  private boolean test(String id, Request request, Response response, Callback callback) {
    if (webPush.isEmpty()) {
      return webPushOff(response, callback);
    }
    Optional<Person> person;
    try {
      String device = new Query(request.getHttpURI().getQuery()).first("device").orElse("");
      person = people.find(id).map(found -> found.withOnly(device));
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
    if (person.filter(webPush.get()::reaches).isEmpty()) {
      return Json.error(
          response, callback, 404, "unknown_device", "device: expected the id of one of your own");
    }
    Notice notice = Notice.test(id, webPush.get().name(), clock.instant());
    webPush
        .get()
        .send(notice, person.get())
        .whenComplete(
            (outcome, failure) -> {
              if (failure != null) {
                callback.failed(failure);
                return;
              }
              Json.send(
                  response,
                  callback,
                  200,
                  out -> {
                    out.writeStringField("notice", notice.id());
                    out.writeStringField(
                        "outcome", outcome.status().name().toLowerCase(Locale.ROOT));
                    out.writeStringField("detail", outcome.detail());
                  });
            });
    return true;
  }

  private static boolean webPushOff(Response response, Callback callback) {
    return Json.error(response, callback, 404, "web_push_off", WEB_PUSH_OFF);
  }

  private boolean change(
      String id, Change change, Request request, Response response, Callback callback) {
    Visibility sees = AccessControl.visibility(request);
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body ->
            answer(
                () -> people.change(id, before -> change.make(before, body).seeing(sees)),
                response,
                callback));
  }

  /** A change that may be refused at once. */
  @FunctionalInterface
  private interface Writing {
    CompletionStage<Person> begin();
  }

  private static boolean answer(Writing writing, Response response, Callback callback) {
    try {
      writing
          .begin()
          .whenComplete(
              (person, failure) -> {
                if (failure == null) {
                  show(person, response, callback);
                } else {
                  Json.kafkaAway(response, callback);
                }
              });
      return true;
    } catch (IllegalArgumentException e) {
      return Json.error(response, callback, 400, "bad_body", Text.wellFormed(e.getMessage()));
    } catch (RuntimeException e) {
      callback.failed(e);
      return true;
    }
  }

  private static boolean show(Person person, Response response, Callback callback) {
    return Json.send(response, callback, 200, out -> PersonJson.writeShown(person, out));
  }
}
