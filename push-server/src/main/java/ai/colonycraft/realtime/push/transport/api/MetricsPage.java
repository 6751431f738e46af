package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.transport.http.Answer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves {@code /metrics} in Prometheus' text format. */
public final class MetricsPage extends Handler.Abstract.NonBlocking {

  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  public MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    if (!Request.getPathInContext(request).equals("/metrics")) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
    writer.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return Answer.send(response, callback, 200, writer.getContentType(), text.toByteArray());
  }
}
