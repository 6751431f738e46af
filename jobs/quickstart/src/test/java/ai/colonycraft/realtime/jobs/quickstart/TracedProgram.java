package ai.colonycraft.realtime.jobs.quickstart;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;

/** A small program that OpenTelemetry's SDK traces: a server of requests, and what each calls. */
final class TracedProgram implements AutoCloseable {

  static final String SERVICE = "otel-shop";
  static final String OPERATION = "GET /orders/{id}";
  static final String QUERY = "SELECT orders";

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /** Sends its traces to a push server, compressed and as Protobuf. */
  TracedProgram(URI push) {
    provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.builder()
                    .put("service.name", SERVICE)
                    .put("service.version", "1.0.0")
                    .put("cloud.region", "eu-west-1")
                    .build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(push.resolve("v1/traces").toString())
                            .setCompression("gzip")
                            .build())
                    .setScheduleDelay(Duration.ofMillis(200))
                    .build())
            .build();
    tracer = provider.get("traced-program");
  }

  /** Serves one request. */
  void serve() throws InterruptedException {
    Span request =
        tracer
            .spanBuilder(OPERATION)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", "GET")
            .setAttribute("http.route", "/orders/{id}")
            .setAttribute("url.path", "/orders/7")
            .startSpan();
    Span query =
        tracer
            .spanBuilder(QUERY)
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(request))
            .startSpan();
    Thread.sleep(2);
    query.end();
    request.setAttribute("http.response.status_code", 200);
    request.end();
  }

  /** Sends what was not sent yet. */
  @Override
  public void close() {
    provider.close();
  }
}
