package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.config.Objective;
import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/objectives}: what services promise, and from which values on a number is a
 * warning or critical. A service whose series may not be seen is left out.
 */
public final class ObjectivesApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/objectives";

  private final Objectives objectives;

  public ObjectivesApi(Objectives objectives) {
    this.objectives = objectives;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    Visibility visibility = AccessControl.visibility(request);
    return Json.send(
        response,
        callback,
        200,
        out -> {
          out.writeFieldName("default");
          write(objectives.others(), out);
          out.writeObjectFieldStart("services");
          for (Map.Entry<String, Objective> one : new TreeMap<>(objectives.services()).entrySet()) {
            if (visibility.seesService(one.getKey())) {
              out.writeFieldName(one.getKey());
              write(one.getValue(), out);
            }
          }
          out.writeEndObject();
          write("apdex", objectives.apdex(), out);
        });
  }

  private void write(Objective objective, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("apdexSeconds", objective.apdex());
    out.writeNumberField("latencySeconds", objective.latency());
    out.writeNumberField("latencyShare", objective.latencyShare());
    out.writeNumberField("availability", objective.availability());
    write("errorRate", objectives.errorRate(objective), out);
    out.writeEndObject();
  }

  private static void write(String field, Objectives.Severity severity, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart(field);
    out.writeNumberField("warning", severity.warning());
    out.writeNumberField("critical", severity.critical());
    out.writeEndObject();
  }
}
