package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Flame graphs as the contract's JSON: frames in the order of a walk, parents first. */
final class GraphJson {

  private static final JsonFactory JSON = new JsonFactory();

  private GraphJson() {}

  /** The record of a graph; one with the same key overwrites it. */
  static Outbound record(String topic, GraphKey graph, long end, boolean complete, Frame root) {
    byte[] key = (graph.name() + "/" + graph.start()).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("view", graph.view());
      json.writeStringField("service", graph.service());
      json.writeNumberField("start", graph.start());
      json.writeNumberField("end", end);
      json.writeBooleanField("complete", complete);
      json.writeNumberField("traces", root.count);
      json.writeArrayFieldStart("frames");
      for (Map.Entry<String, Frame> child : root.children.entrySet()) {
        write(child.getKey(), child.getValue(), 1, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outbound(topic, key, out.toByteArray());
  }

  private static void write(String label, Frame frame, int level, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("level", level);
    json.writeStringField("label", label);
    json.writeNumberField("count", frame.count);
    json.writeNumberField("timeMicros", frame.micros);
    json.writeNumberField("cpuMicros", frame.cpuMicros);
    json.writeNumberField("tokens", frame.tokens);
    json.writeEndObject();
    for (Map.Entry<String, Frame> child : frame.children.entrySet()) {
      write(child.getKey(), child.getValue(), level + 1, json);
    }
  }
}
