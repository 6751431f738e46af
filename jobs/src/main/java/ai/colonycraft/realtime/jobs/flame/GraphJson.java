package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Flame graphs as the contract's JSON: frames in the order of a walk, parents first. */
final class GraphJson {

  private GraphJson() {}

  /** The record of a graph; one with the same key overwrites it. */
  static Outbound record(String topic, GraphKey graph, long end, boolean complete, Frame root) {
    return Outbound.json(
        topic,
        graph.name() + "/" + graph.start(),
        json -> {
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
        });
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
