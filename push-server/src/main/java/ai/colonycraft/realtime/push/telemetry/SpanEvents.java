package ai.colonycraft.realtime.push.telemetry;

import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Makes events of spans: one {@code span} of each, and one {@code http_request} of each SERVER span
 * that has a method. Their time is that of the span's end, when the work was done and could be
 * reported. Ids of events follow from those of the span, so that a span which is sent twice has the
 * same.
 */
final class SpanEvents {

  /** What OpenTelemetry's SDKs call a service that has no name. */
  private static final String NO_SERVICE = "unknown_service";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SpanEvents() {}

  /** Passes on the events of a span whose {@link OtlpSpan#problem} is null. */
  static void of(OtlpSpan span, Attributes resource, Consumer<ServiceEvent> events) {
    String service = or(resource.get(Attribute.SERVICE), NO_SERVICE);
    events.accept(event(service, spanEvent(span, resource, service)));
    if (span.kind() == OtlpSpan.SERVER && span.attributes().get(Attribute.METHOD) != null) {
      events.accept(event(service, requestEvent(span, resource, service)));
    }
  }

  private static ObjectNode spanEvent(OtlpSpan span, Attributes resource, String service) {
    Attributes attributes = span.attributes();
    ObjectNode event = common("span", "", span, resource, service);
    event.put("spanId", span.spanId());
    if (!span.parentSpanId().isEmpty()) {
      event.put("parentSpanId", span.parentSpanId());
    }
    put(event, "operation", Text.cut(Text.wellFormed(span.name()), Attributes.MAX_CHARACTERS));
    put(event, "model", attributes.get(Attribute.MODEL));
    long tokens =
        positive(attributes.number(Attribute.INPUT_TOKENS))
            + positive(attributes.number(Attribute.OUTPUT_TOKENS));
    if (tokens > 0) {
      event.put("tokens", tokens);
    }
    if (span.failed()) {
      event.put("severity", "error");
    }
    return event;
  }

  private static ObjectNode requestEvent(OtlpSpan span, Attributes resource, String service) {
    Attributes attributes = span.attributes();
    ObjectNode event = common("http_request", "-request", span, resource, service);
    event.put("method", attributes.get(Attribute.METHOD));
    put(event, "route", attributes.first(Attribute.ROUTE, Attribute.PATH));
    attributes
        .number(Attribute.STATUS_CODE)
        .ifPresent(statusCode -> event.put("statusCode", statusCode));
    long bytes = positive(attributes.number(Attribute.RESPONSE_BYTES));
    if (bytes > 0) {
      event.put("responseBytes", bytes);
    }
    return event;
  }

  private static ObjectNode common(
      String type, String suffix, OtlpSpan span, Attributes resource, String service) {
    Attributes attributes = span.attributes();
    ObjectNode event = JSON.createObjectNode();
    event.put("eventId", span.traceId() + "-" + span.spanId() + suffix);
    event.put("type", type);
    event.put("timestamp", span.endMillis());
    event.put("service", service);
    put(event, "instance", resource.first(Attribute.INSTANCE, Attribute.POD, Attribute.HOST));
    put(event, "version", resource.get(Attribute.VERSION));
    put(event, "region", resource.get(Attribute.REGION));
    put(event, "environment", resource.get(Attribute.ENVIRONMENT));
    event.put("durationMs", span.durationMillis());
    event.put("traceId", span.traceId());
    put(event, "userId", attributes.get(Attribute.USER));
    put(event, "colonyId", attributes.get(Attribute.COLONY_ID));
    put(event, "colonyName", attributes.get(Attribute.COLONY_NAME));
    put(event, "agentId", attributes.get(Attribute.AGENT_ID));
    put(event, "agentName", attributes.get(Attribute.AGENT_NAME));
    return event;
  }

  private static ServiceEvent event(String service, ObjectNode event) {
    try {
      return new ServiceEvent(service, JSON.writeValueAsBytes(event));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static void put(ObjectNode event, String field, String value) {
    if (value != null && !value.isBlank()) {
      event.put(field, value);
    }
  }

  /** The number where it is one that a count can take; the jobs' bound is far above. */
  private static long positive(OptionalLong number) {
    return Math.max(0, Math.min(number.orElse(0), 1_000_000_000_000L));
  }

  private static String or(String text, String instead) {
    return text == null ? instead : text;
  }
}
