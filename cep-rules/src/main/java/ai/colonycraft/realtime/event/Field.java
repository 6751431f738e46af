package ai.colonycraft.realtime.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The known fields of a platform event, with the JSON type that each must have. */
public enum Field {
  TYPE("type", Kind.TEXT),
  TIMESTAMP("timestamp", Kind.INTEGER),
  USER_ID("userId", Kind.TEXT),
  SERVICE("service", Kind.TEXT),
  SESSION_ID("sessionId", Kind.TEXT),
  EVENT_ID("eventId", Kind.TEXT),
  USERNAME("username", Kind.TEXT),
  PLATFORM("platform", Kind.TEXT),
  COUNTRY_CODE("countryCode", Kind.TEXT),
  REGION("region", Kind.TEXT),
  COLONY_ID("colonyId", Kind.TEXT),
  COLONY_NAME("colonyName", Kind.TEXT),
  AGENT_ID("agentId", Kind.TEXT),
  AGENT_NAME("agentName", Kind.TEXT),
  TOKENS("tokens", Kind.INTEGER),
  MODEL("model", Kind.TEXT),
  INSTANCE("instance", Kind.TEXT),
  VERSION("version", Kind.TEXT),
  ROUTE("route", Kind.TEXT),
  METHOD("method", Kind.TEXT),
  STATUS_CODE("statusCode", Kind.INTEGER),
  DURATION_MS("durationMs", Kind.DECIMAL),
  RESPONSE_BYTES("responseBytes", Kind.INTEGER),
  TRACE_ID("traceId", Kind.TEXT),
  SPAN_ID("spanId", Kind.TEXT),
  PARENT_SPAN_ID("parentSpanId", Kind.TEXT),
  OPERATION("operation", Kind.TEXT),
  SEVERITY("severity", Kind.TEXT),
  MESSAGE("message", Kind.TEXT),
  CPU_SECONDS("cpuSeconds", Kind.DECIMAL),
  MEMORY_BYTES("memoryBytes", Kind.INTEGER),
  NAME("name", Kind.TEXT),
  VALUE("value", Kind.DECIMAL),
  PAGE("page", Kind.TEXT);

  /** The JSON types that a field can ask for. */
  public enum Kind {
    TEXT("a string"),
    INTEGER("a whole number"),
    DECIMAL("a number");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The kind in words that complete "expected …". */
    public String words() {
      return words;
    }
  }

  private static final Map<String, Field> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Field::jsonName, Function.identity()));

  private final String jsonName;
  private final Kind kind;

  Field(String jsonName, Kind kind) {
    this.jsonName = jsonName;
    this.kind = kind;
  }

  /** The name in JSON, for example {@code countryCode}. */
  public String jsonName() {
    return jsonName;
  }

  /** The JSON type of the field's value. */
  public Kind kind() {
    return kind;
  }

  /** The field of that JSON name, or null if it is none of the known ones. */
  public static Field named(String jsonName) {
    return BY_NAME.get(jsonName);
  }
}
