package ai.colonycraft.realtime.push.telemetry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes that events are made of, by their names in OpenTelemetry's semantic conventions
 * 1.27 and later; a second name is that of an older version, and counts where the first is absent.
 */
enum Attribute {
  SERVICE("service.name"),
  VERSION("service.version"),
  INSTANCE("service.instance.id"),
  POD("k8s.pod.name"),
  HOST("host.name"),
  REGION("cloud.region"),
  ENVIRONMENT("deployment.environment.name", "deployment.environment"),
  METHOD("http.request.method", "http.method"),
  STATUS_CODE("http.response.status_code", "http.status_code"),
  ROUTE("http.route"),
  PATH("url.path"),
  RESPONSE_BYTES("http.response.body.size"),
  USER("user.id", "enduser.id"),
  MODEL("gen_ai.request.model"),
  INPUT_TOKENS("gen_ai.usage.input_tokens"),
  OUTPUT_TOKENS("gen_ai.usage.output_tokens"),
  COLONY_ID("colonycraft.colony.id"),
  COLONY_NAME("colonycraft.colony.name"),
  AGENT_ID("colonycraft.agent.id"),
  AGENT_NAME("colonycraft.agent.name");

  /**
   * Names an attribute.
   *
   * @param isOld whether it is the name of an older version
   */
  record Named(Attribute attribute, boolean isOld) {}

  private static final Map<String, Named> BY_NAME = new HashMap<>();

  static {
    for (Attribute attribute : values()) {
      for (int i = 0; i < attribute.names.size(); i++) {
        BY_NAME.put(attribute.names.get(i), new Named(attribute, i > 0));
      }
    }
  }

  private final List<String> names;

  Attribute(String... names) {
    this.names = List.of(names);
  }

  /** What a name stands for; null if events do not use it. */
  static Named named(String name) {
    return BY_NAME.get(name);
  }
}
