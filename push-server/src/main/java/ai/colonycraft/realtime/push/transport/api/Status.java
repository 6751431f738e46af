package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.transport.http.Answer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Says how the server is: {@code /healthz} is 200 while it runs, {@code /readyz} is 503 until the
 * last values are loaded. Any other path is not found.
 */
public final class Status extends Handler.Abstract.NonBlocking {

  private final Hub hub;
  private final PushMetrics metrics;
  private final IntSupplier connections;
  private final BooleanSupplier loaded;

  public Status(Hub hub, PushMetrics metrics, IntSupplier connections, BooleanSupplier loaded) {
    this.hub = hub;
    this.metrics = metrics;
    this.connections = connections;
    this.loaded = loaded;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    return switch (Request.getPathInContext(request)) {
      case "/healthz" -> Answer.send(response, callback, 200, Answer.JSON, health());
      case "/readyz" -> ready(response, callback);
      default -> Answer.send(response, callback, 404, Answer.TEXT, "There is nothing here.\n");
    };
  }

  private boolean ready(Response response, Callback callback) {
    return loaded.getAsBoolean()
        ? Answer.send(response, callback, 200, Answer.JSON, "{\"status\":\"ready\"}\n")
        : Answer.send(response, callback, 503, Answer.JSON, "{\"status\":\"loading\"}\n");
  }

  private String health() {
    String age = hub.ageMillis().isPresent() ? Long.toString(hub.ageMillis().getAsLong()) : "null";
    return """
    {"status":"ok","connections":%d,"series":%d,"lastUpdateAgeMs":%s,"received":%d,\
    "refused":%d,"seriesDropped":%d,"delivered":%d,"conflated":%d,"resynchronized":%d,\
    "activityDropped":%d,"protocolErrors":%d,"connectionsRefused":%d,"fellBehind":%d}
    """
        .formatted(
            connections.getAsInt(),
            hub.seriesKnown(),
            age,
            metrics.received.sum(),
            metrics.refused.sum(),
            metrics.seriesDropped.sum(),
            metrics.delivered.sum(),
            metrics.conflated.sum(),
            metrics.resynchronized.sum(),
            metrics.activityDropped.sum(),
            metrics.protocolErrors.sum(),
            metrics.connectionsRefused.sum(),
            metrics.fellBehind.sum());
  }
}
