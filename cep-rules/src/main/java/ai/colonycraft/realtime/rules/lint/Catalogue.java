package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The event types of the platform, and the fields that it sends with each. Others are no faults:
 * the contract lets every type have every field, and lets types be new.
 */
public final class Catalogue {

  /** More types than these say no more to anybody. */
  private static final int SHOWN = 5;

  private static final String ACTIVITY =
      "type timestamp eventId userId username sessionId platform countryCode region";
  private static final String COLONY = ACTIVITY + " colonyId colonyName tokens";
  private static final String AGENT = COLONY + " agentId agentName model cpuSeconds";
  private static final String SERVICE =
      "type timestamp eventId service instance version region severity message";
  private static final String REPORT =
      "type timestamp eventId sessionId userId platform countryCode region colonyId agentId page"
          + " version traceId severity message name value durationMs";

  private static final Map<String, Set<String>> FIELDS = new TreeMap<>();

  static {
    put("session_started session_ended", ACTIVITY);
    put("page_view", COLONY + " page");
    put("colony_created colony_modified colony_deleted", COLONY);
    put("agent_deployed agent_action agent_stopped", AGENT);
    put("llm_completion", AGENT + " durationMs");
    put(
        "http_request",
        SERVICE + " method route statusCode durationMs responseBytes userId sessionId traceId");
    put(
        "span",
        SERVICE
            + " traceId spanId parentSpanId operation durationMs cpuSeconds memoryBytes tokens"
            + " model route method statusCode userId sessionId colonyId colonyName agentId"
            + " agentName");
    put("deployment_started deployment_finished", SERVICE);
    put("health_changed", SERVICE + " value name");
    put("resource_usage", SERVICE + " cpuSeconds memoryBytes");
    put(
        "error",
        SERVICE + " method route statusCode operation name traceId spanId userId sessionId");
    put("web_vital js_error interaction", REPORT);
  }

  private Catalogue() {}

  private static void put(String types, String fields) {
    for (String type : types.split(" ")) {
      FIELDS.put(type, Set.copyOf(List.of(fields.split(" "))));
    }
  }

  /** Whether the platform knows events of a type. */
  public static boolean knows(String type) {
    return FIELDS.containsKey(type);
  }

  /** The known type that is most like a word. */
  static String nearest(String word) {
    return Settings.nearest(FIELDS.keySet(), word).orElseThrow();
  }

  /** Whether the platform sends a field with events of a type; of types it doesn't know, all. */
  public static boolean sends(String type, String field) {
    return !knows(type) || FIELDS.get(type).contains(field);
  }

  /** In words: the types with which the platform sends all of some fields. */
  static String senders(Set<String> fields) {
    List<String> types =
        FIELDS.keySet().stream().filter(type -> FIELDS.get(type).containsAll(fields)).toList();
    if (types.isEmpty()) {
      return "no type has " + String.join(" and ", fields);
    }
    boolean many = types.size() > SHOWN;
    return "%s comes with %s%s"
        .formatted(
            String.join(" and ", fields),
            String.join(", ", many ? types.subList(0, SHOWN) : types),
            many ? ", …" : "");
  }
}
