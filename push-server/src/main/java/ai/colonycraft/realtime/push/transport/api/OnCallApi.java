package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.reach.oncall.OnCall;
import ai.colonycraft.realtime.push.reach.oncall.Policy;
import ai.colonycraft.realtime.push.reach.oncall.PolicyInUse;
import ai.colonycraft.realtime.push.reach.oncall.Schedule;
import ai.colonycraft.realtime.push.reach.oncall.Shift;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/oncall}: who is on call now and next by each schedule, and the escalation
 * policies; {@code outdated} if the file of these is wrong since it was changed, so that what it
 * held before goes on.
 */
public final class OnCallApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/oncall";

  private final PolicyInUse policy;
  private final Clock clock;

  public OnCallApi(PolicyInUse policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    Instant now = clock.instant();
    OnCall onCall = policy.get();
    boolean isOld = policy.problem().isPresent();
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeNumberField("now", now.toEpochMilli());
          out.writeBooleanField("outdated", isOld);
          out.writeArrayFieldStart("schedules");
          for (Schedule schedule : new TreeMap<>(onCall.schedules()).values()) {
            write(schedule, now, out);
          }
          out.writeEndArray();
          out.writeArrayFieldStart("policies");
          for (Policy policy : onCall.policies()) {
            write(policy, out);
          }
          out.writeEndArray();
        });
  }

  private static void write(Schedule schedule, Instant now, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", schedule.name());
    out.writeStringField("zone", schedule.zone().getId());
    write("now", schedule.at(now), out);
    write("next", schedule.next(now), out);
    out.writeEndObject();
  }

  private static void write(String field, Optional<Shift> shift, JsonGenerator out)
      throws IOException {
    if (shift.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart(field);
    out.writeStringField("person", shift.get().person());
    out.writeNumberField("from", shift.get().from().toEpochMilli());
    if (shift.get().until().isPresent()) {
      out.writeNumberField("until", shift.get().until().get().toEpochMilli());
    }
    out.writeEndObject();
  }

  private static void write(Policy policy, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", policy.name());
    write("severities", policy.severities(), out);
    write("services", policy.services(), out);
    write("regions", policy.regions(), out);
    out.writeArrayFieldStart("steps");
    for (Policy.Step step : policy.steps()) {
      out.writeStartObject();
      out.writeNumberField("afterSeconds", step.after().toSeconds());
      out.writeArrayFieldStart("notify");
      for (Policy.Target target : step.targets()) {
        write(target, out);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    if (policy.repeat().isPresent()) {
      out.writeObjectFieldStart("repeat");
      out.writeNumberField("everySeconds", policy.repeat().get().every().toSeconds());
      out.writeNumberField("times", policy.repeat().get().times());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void write(String field, Set<String> names, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(field);
    for (String name : new TreeSet<>(names)) {
      out.writeString(name);
    }
    out.writeEndArray();
  }

  private static void write(Policy.Target target, JsonGenerator out) throws IOException {
    out.writeStartObject();
    if (target instanceof Policy.Named named) {
      out.writeStringField("person", named.person());
    } else if (target instanceof Policy.OnCallNext next) {
      out.writeStringField("next", next.schedule());
    } else {
      out.writeStringField("schedule", ((Policy.OnCallNow) target).schedule());
    }
    out.writeEndObject();
  }
}
