package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.rules.RuleDescription;
import ai.colonycraft.realtime.push.rules.RuleView;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.Query;
import ai.colonycraft.realtime.push.transport.http.RequestId;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/rules}: all rules with their states and figures, or, with {@code ?id=}, one with
 * its explanation. {@code POST /api/rules/enabled} puts one to rest, or back.
 */
public final class RulesApi extends Handler.Abstract.NonBlocking {

  private static final Logger LOG = LoggerFactory.getLogger(RulesApi.class);
  private static final String PATH = "/api/rules";
  private static final String ENABLED = PATH + "/enabled";
  private static final int MAX_BODY_BYTES = 4 * 1024;

  private final Rules rules;
  private final BodyReader bodies;

  /**
   * Takes its surroundings.
   *
   * @param bodies reads those of requests
   */
  public RulesApi(Rules rules, BodyReader bodies) {
    this.rules = rules;
    this.bodies = bodies;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (path.equals(ENABLED)) {
      return request.getMethod().equals("POST")
          ? change(request, response, callback)
          : Json.wrongMethod("POST", response, callback);
    }
    if (!path.equals(PATH)) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    Optional<String> id;
    try {
      id = new Query(request.getHttpURI().getQuery()).first("id");
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
    if (id.isEmpty()) {
      return list(response, callback);
    }
    Optional<RuleView> rule = rules.find(id.get());
    return rule.isPresent()
        ? Json.send(response, callback, 200, out -> writeWhole(rule.get(), out))
        : unknown(response, callback);
  }

  private boolean list(Response response, Callback callback) {
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeBooleanField("textsLoaded", rules.textsLoaded());
          out.writeBooleanField("statesLoaded", rules.statesLoaded());
          out.writeArrayFieldStart("rules");
          for (RuleView rule : rules.all()) {
            out.writeStartObject();
            write(rule, out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private boolean change(Request request, Response response, Callback callback) {
    if (!rules.textsLoaded()) {
      return Json.loading(response, callback);
    }
    String by =
        AccessControl.caller(request).flatMap(Caller::name).map(RulesApi::inLog).orElse("Somebody");
    String requestId = RequestId.give(request, response);
    return ActionBody.whenRead(
        bodies.read(request, MAX_BODY_BYTES),
        MAX_BODY_BYTES,
        response,
        callback,
        body -> change(body, by, requestId, response, callback));
  }

  private void change(
      byte[] bytes, String by, String requestId, Response response, Callback callback) {
    try {
      ActionBody body = ActionBody.read(bytes);
      boolean enabled = body.choice("enabled");
      String version = body.required("version", 100);
      Optional<RuleView> found = rules.find(body.required("id", 200));
      if (found.isEmpty()) {
        unknown(response, callback);
        return;
      }
      RuleView rule = found.get();
      boolean rests = rule.description().filter(d -> d.state().equals("resting")).isPresent();
      if (!rule.version().equals(version) || rests != enabled) {
        changed(response, callback);
      } else if (rule.description().flatMap(RuleDescription::toggled).isEmpty()) {
        Json.error(
            response,
            callback,
            409,
            "not_by_this_way",
            "the text of this rule can't be changed here; write enabled in its file, and push it"
                + " with the command rules");
      } else {
        answer(rule, enabled, rules.toggle(rule, requestId), response, callback);
        LOG.info("{} puts the rule {} {}", by, inLog(rule.id()), enabled ? "in force" : "to rest");
      }
    } catch (ActionBody.BadBodyException e) {
      Json.error(response, callback, 400, "bad_body", e.getMessage());
    } catch (IllegalStateException e) {
      changed(response, callback);
    } catch (RuntimeException e) {
      callback.failed(e);
    }
  }

  private static void answer(
      RuleView rule,
      boolean enabled,
      CompletionStage<Void> written,
      Response response,
      Callback callback) {
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
                out.writeStringField("id", rule.id());
                out.writeBooleanField("enabled", enabled);
              });
        });
  }

  private static void changed(Response response, Callback callback) {
    Json.error(
        response,
        callback,
        409,
        "changed",
        "the rule has changed meanwhile, or the correlation job has not processed its newest text;"
            + " look at it again");
  }

  private static boolean unknown(Response response, Callback callback) {
    return Json.error(response, callback, 404, "unknown_rule", "no rule has this id");
  }

  private static String inLog(String text) {
    return Text.printable(text, 200);
  }

  private static void writeWhole(RuleView rule, JsonGenerator out) throws IOException {
    write(rule, out);
    if (rule.description().isPresent()) {
      out.writeStringField("explanation", rule.description().get().explanation());
    }
  }

  /** All fields but the explanation, which is long. */
  private static void write(RuleView rule, JsonGenerator out) throws IOException {
    out.writeStringField("id", Text.wellFormed(rule.id()));
    out.writeStringField("version", rule.version());
    out.writeBooleanField("changing", rule.isChanging());
    if (rule.description().isPresent()) {
      RuleDescription description = rule.description().get();
      out.writeStringField("state", description.state());
      out.writeStringField("why", description.why());
      out.writeStringField("description", description.description());
      out.writeStringField("severity", description.severity());
      out.writeStringField("key", description.key());
      out.writeStringField("within", description.within());
      out.writeBooleanField("switchable", description.toggled().isPresent());
      if (description.failure().isPresent()) {
        out.writeObjectFieldStart("failure");
        out.writeNumberField("at", description.failure().get().at());
        out.writeStringField("message", description.failure().get().message());
        out.writeEndObject();
      }
    }
    if (rule.figures().isPresent()) {
      RuleView.Figures figures = rule.figures().get();
      out.writeNumberField("hour", figures.hour());
      out.writeArrayFieldStart("matches");
      for (long count : figures.matches()) {
        out.writeNumber(count);
      }
      out.writeEndArray();
      out.writeNumberField("partialMatches", figures.partialMatches());
      out.writeNumberField("cpuShare", figures.cpuShare());
    }
  }
}
