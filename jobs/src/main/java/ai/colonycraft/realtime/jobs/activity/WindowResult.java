package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records of finished windows, as the contract describes them. The key names kind and id, and with
 * {@code start} the window; a correction has the same key and start.
 */
final class WindowResult implements Serializable {

  static final String USER = "user";
  static final String COLONY = "colony";
  static final String AGENT = "agent";
  static final String SUMMARY = "summary";
  static final String SESSIONS = "sessions";

  private final String topic;
  private final long length;

  /** Takes the topic and the windows' length in milliseconds. */
  WindowResult(String topic, long length) {
    this.topic = topic;
    this.length = length;
  }

  /** What one user or colony did in one window, and what it spent there if that is anything. */
  Outbound of(String kind, String id, String name, WindowCounts.Count window) {
    return of(kind, id, id, name, "", window);
  }

  /** The same of an agent. */
  Outbound ofAgent(AgentKey agent, String name, WindowCounts.Count window) {
    return of(AGENT, agent.text(), agent.id(), name, agent.colonyId(), window);
  }

  private Outbound of(
      String kind, String key, String id, String name, String colonyId, WindowCounts.Count window) {
    return Outbound.json(
        topic,
        kind + "/" + key,
        json -> {
          json.writeStringField("kind", kind);
          json.writeStringField("id", id);
          if (name != null) {
            json.writeStringField("name", name);
          }
          if (!colonyId.isEmpty()) {
            json.writeStringField("colonyId", colonyId);
          }
          json.writeNumberField("start", window.start);
          json.writeNumberField("end", window.start + length);
          json.writeNumberField("count", window.events);
          writeSpent(json, window);
        });
  }

  private static void writeSpent(JsonGenerator json, WindowCounts.Count window) throws IOException {
    if (window.tokens() > 0) {
      json.writeNumberField("tokens", window.tokens());
    }
    if (window.cpuMicros() > 0) {
      json.writeNumberField("cpuMicros", window.cpuMicros());
    }
  }

  /** What all of them did in one window. */
  Outbound of(WindowSummary summary) {
    return Outbound.json(
        topic,
        SUMMARY,
        json -> {
          json.writeStringField("kind", SUMMARY);
          json.writeNumberField("start", summary.start());
          json.writeNumberField("end", summary.start() + length);
          json.writeNumberField("events", summary.events());
          json.writeNumberField("activeUsers", summary.users());
          json.writeNumberField("activeColonies", summary.colonies());
          json.writeNumberField("activeAgents", summary.agents());
          json.writeObjectFieldStart("activeUsersBy");
          json.writeObjectFieldStart("platform");
          for (Map.Entry<String, Long> entry :
              new TreeMap<>(summary.usersByPlatform()).entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeNumberField("tokens", summary.tokens());
        });
  }

  /** The sessions that were over in one window: how many of each platform are no longer than le. */
  Outbound of(WindowSessions sessions) {
    return Outbound.json(
        topic,
        SESSIONS,
        json -> {
          json.writeStringField("kind", SESSIONS);
          json.writeNumberField("start", sessions.start());
          json.writeNumberField("end", sessions.start() + length);
          json.writeObjectFieldStart("sessionsBy");
          json.writeObjectFieldStart("platform");
          for (Map.Entry<String, long[]> entry : sessions.byPlatform().entrySet()) {
            json.writeObjectFieldStart(entry.getKey());
            long below = 0;
            for (int bucket = 0; bucket < entry.getValue().length; bucket++) {
              below += entry.getValue()[bucket];
              json.writeNumberField(ActivityMetrics.SESSIONS.le(bucket), below);
            }
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
