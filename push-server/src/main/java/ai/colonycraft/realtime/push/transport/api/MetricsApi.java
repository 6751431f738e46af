package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Past;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.SeriesPast;
import ai.colonycraft.realtime.push.hub.Visibility;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/metrics}, the catalogue, and {@code GET /api/metrics/{name}?minutes=15}, the
 * recent past of the series that the other parameters, names and values of labels, select. {@code
 * step=20} leaves of each 20 seconds the last point.
 */
public final class MetricsApi extends Handler.Abstract.NonBlocking {

  /** Series in one answer; a further one is left out, and the answer says so. */
  static final int SERIES = 200;

  /** What a series takes while an answer is under way, about: its labels and its place. */
  private static final long SERIES_BYTES = 200;

  private static final String PATH = "/api/metrics";
  private static final int MINUTES = 15;
  private static final int MOST_MINUTES = 60;
  private static final List<String> OWN = List.of("minutes", "step");
  private static final int MOST_STEP_SECONDS = 600;

  private final Hub hub;
  private final Clock clock;
  private final Catalogue catalogue = Catalogue.read();

  public MetricsApi(Hub hub, Clock clock) {
    this.hub = hub;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    if (path.equals(PATH)) {
      byte[] visible = catalogue.of(AccessControl.visibility(request));
      return Answer.send(response, callback, 200, Answer.JSON, visible);
    }
    String name = path.substring(PATH.length() + 1);
    try {
      Query query = new Query(request.getHttpURI().getQuery());
      return history(name, query, request, response, callback);
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
  }

  private boolean history(
      String name, Query query, Request request, Response response, Callback callback)
      throws Query.BadQueryException {
    long minutes = query.number("minutes", 1, MOST_MINUTES).orElse(MINUTES);
    long step = query.number("step", 1, MOST_STEP_SECONDS).orElse(1) * 1000;
    Selector selector = new Selector(name, query.labels(OWN));
    // By a thread that works for clients, since all series are looked at.
    RequestClient.work(
        request, callback, () -> history(selector, minutes, step, request, response, callback));
    return true;
  }

  private void history(
      Selector selector,
      long minutes,
      long step,
      Request request,
      Response response,
      Callback callback) {
    String name = selector.metric();
    Visibility visibility = AccessControl.visibility(request);
    boolean known = catalogue.contains(name) && visibility.seesMetric(name);
    if (!known && !hub.knows(name, visibility)) {
      Json.error(
          response, callback, 404, "unknown_metric", "expected a name of " + PATH + ": " + name);
      return;
    }
    long since = clock.millis() - Duration.ofMinutes(minutes).toMillis();
    List<SeriesPast> found = hub.past(selector, since, SERIES + 1, visibility);
    LongAnswer.send(
        request,
        response,
        callback,
        found.size() * SERIES_BYTES,
        () ->
            new JsonParts<>(
                out -> {
                  out.writeStringField("metric", name);
                  out.writeNumberField("minutes", minutes);
                  out.writeBooleanField("truncated", found.size() > SERIES);
                },
                "series",
                found.stream().limit(SERIES).iterator(),
                (series, out) -> write(series, step, out)));
  }

  private static void write(SeriesPast series, long step, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      out.writeStringField(label.getKey(), label.getValue());
    }
    out.writeEndObject();
    out.writeArrayFieldStart("points");
    Past past = series.past().get();
    long[] times = past.times();
    for (int i = 0; i < times.length; i++) {
      boolean lastOfStep = i == times.length - 1 || times[i] / step != times[i + 1] / step;
      if (!lastOfStep) {
        continue;
      }
      out.writeStartArray();
      out.writeNumber(times[i]);
      double value = past.values()[i];
      if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
        out.writeNumber((long) value);
      } else {
        out.writeNumber(value);
      }
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
