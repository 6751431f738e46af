package ai.colonycraft.realtime.push.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code ExportTraceServiceRequest} of OTLP in JSON, one span at a time: ids are hexadecimal,
 * 64-bit numbers may be texts, fields that are not known are ignored (<a
 * href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP 1</a>). Any thread
 * may use it.
 */
final class OtlpJson implements EventFormat {

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
              .build());

  /** Reads the value of a field, to its end. */
  @FunctionalInterface
  private interface FieldReader {
    void read(String field, JsonParser value) throws IOException, UnreadableException;
  }

  /** Reads an element of an array, to its end. */
  @FunctionalInterface
  private interface ElementReader {
    void read(JsonParser element) throws IOException, UnreadableException;
  }

  @Override
  public void read(byte[] bytes, EventCollector events) throws UnreadableException {
    try (JsonParser in = JSON.createParser(bytes)) {
      in.nextToken();
      eachField(
          in,
          (field, value) -> {
            if (field.equals("resourceSpans")) {
              eachElement(value, element -> resourceSpans(element, events));
            } else {
              value.skipChildren();
            }
          });
      if (in.nextToken() != null) {
        throw expected("the end of the body", in);
      }
    } catch (JsonProcessingException e) {
      throw new UnreadableException(
          "at byte %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
                  e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IOException e) {
      throw new UnreadableException("expected JSON in UTF-8");
    }
  }

  /** The resource may come after its spans, which therefore are kept until the end. */
  private static void resourceSpans(JsonParser in, EventCollector events)
      throws IOException, UnreadableException {
    Attributes resource = new Attributes();
    List<OtlpSpan> spans = new ArrayList<>();
    eachField(
        in,
        (field, value) -> {
          switch (field) {
            case "resource" -> attributes(JSON.<JsonNode>readTree(value), resource);
            case "scopeSpans" -> eachElement(value, scope -> scopeSpans(scope, spans, events));
            default -> value.skipChildren();
          }
        });
    spans.forEach(span -> events.add(span, resource));
  }

  private static void scopeSpans(JsonParser in, List<OtlpSpan> spans, EventCollector events)
      throws IOException, UnreadableException {
    eachField(
        in,
        (field, value) -> {
          if (!field.equals("spans")) {
            value.skipChildren();
            return;
          }
          eachElement(
              value,
              element -> {
                if (spans.size() < events.room()) {
                  spans.add(span(JSON.<JsonNode>readTree(element)));
                } else {
                  element.skipChildren();
                  events.refuseOneTooMany();
                }
              });
        });
  }

  private static OtlpSpan span(JsonNode span) {
    Attributes attributes = new Attributes();
    attributes(span, attributes);
    return new OtlpSpan(
        id(span, "traceId"),
        id(span, "spanId"),
        id(span, "parentSpanId"),
        span.path("name").asText(""),
        isEnum(span.path("kind"), OtlpSpan.SERVER, "SPAN_KIND_SERVER") ? OtlpSpan.SERVER : 0,
        nanos(span.path("startTimeUnixNano")),
        nanos(span.path("endTimeUnixNano")),
        isEnum(span.path("status").path("code"), OtlpSpan.ERROR, "STATUS_CODE_ERROR"),
        attributes);
  }

  private static void attributes(JsonNode holder, Attributes to) {
    for (JsonNode attribute : holder.path("attributes")) {
      JsonNode value = attribute.path("value");
      for (String type : List.of("stringValue", "intValue", "boolValue", "doubleValue")) {
        if (value.path(type).isValueNode()) {
          to.put(attribute.path("key").asText(""), value.get(type).asText());
        }
      }
    }
  }

  private static String id(JsonNode span, String field) {
    return span.path(field).asText("").toLowerCase(Locale.ROOT);
  }

  /** OTLP asks for the number; some senders write the name all the same. */
  private static boolean isEnum(JsonNode value, int number, String name) {
    return value.isTextual() ? value.textValue().equals(name) : value.asInt(0) == number;
  }

  /** 0 if it is no number. */
  private static long nanos(JsonNode value) {
    try {
      return value.isTextual() ? Long.parseUnsignedLong(value.textValue()) : value.asLong(0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void eachField(JsonParser in, FieldReader reader)
      throws IOException, UnreadableException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw expected("an object", in);
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      reader.read(field, in);
    }
  }

  /** Null is an empty array, as in the JSON of Protobuf. */
  private static void eachElement(JsonParser in, ElementReader reader)
      throws IOException, UnreadableException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw expected("an array", in);
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      reader.read(in);
    }
  }

  private static UnreadableException expected(String what, JsonParser at) {
    return new UnreadableException(
        "at byte %d: expected %s".formatted(at.currentTokenLocation().getByteOffset(), what));
  }
}
