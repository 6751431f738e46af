package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/**
 * Records of {@code service-windows}, as the contract describes them. The key is {@code
 * service/region}, and with {@code start} it names the window; a correction has the same key and
 * start.
 */
final class ServiceWindowRecord implements Serializable {

  private final String topic;
  private final long length;

  /** Takes the topic and the windows' length in milliseconds. */
  ServiceWindowRecord(String topic, long length) {
    this.topic = topic;
    this.length = length;
  }

  /** The record of a window. */
  Outbound of(ServiceWindow window) {
    return Outbound.json(topic, window.place.key(), json -> write(window, json));
  }

  private void write(ServiceWindow window, JsonGenerator json) throws IOException {
    json.writeStringField("service", window.place.service());
    json.writeStringField("region", window.place.region());
    json.writeNumberField("start", window.start);
    json.writeNumberField("end", window.start + length);
    json.writeNumberField("events", window.events);
    json.writeNumberField("requests", window.requests);
    counts(json, "responses", window.responses);
    counts(json, "errors", window.errors);
    latency(json, window.latency);
    json.writeNumberField("cpuMicros", window.cpuMicros);
    memory(json, window);
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void latency(JsonGenerator json, LatencyHistogram latency) throws IOException {
    json.writeObjectFieldStart("latency");
    json.writeNumberField("count", latency.count());
    json.writeNumberField("sumMicros", latency.sumMicros());
    json.writeArrayFieldStart("buckets");
    for (Map.Entry<Integer, Long> bucket : latency.counts().entrySet()) {
      json.writeStartArray();
      json.writeNumber(bucket.getKey());
      json.writeNumber(bucket.getValue());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void memory(JsonGenerator json, ServiceWindow window) throws IOException {
    json.writeObjectFieldStart("memory");
    json.writeNumberField("readings", window.memoryReadings);
    json.writeNumberField("sumBytes", window.memorySumBytes);
    json.writeNumberField("maxBytes", window.memoryMaxBytes);
    json.writeEndObject();
  }
}
