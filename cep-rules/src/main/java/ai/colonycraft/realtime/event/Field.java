package ai.colonycraft.realtime.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The known fields of a platform event, with the JSON type that each must have, and the bounds of
 * its values. Bounds keep one wrong value out of sums and label sets that last.
 */
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
  TOKENS("tokens", Kind.INTEGER, 0, 1e12),
  MODEL("model", Kind.TEXT),
  INSTANCE("instance", Kind.TEXT),
  VERSION("version", Kind.TEXT),
  ROUTE("route", Kind.TEXT),
  METHOD("method", Kind.TEXT),
  STATUS_CODE("statusCode", Kind.INTEGER),
  DURATION_MS("durationMs", Kind.DECIMAL, 0, 31.0 * 24 * 3_600_000),
  RESPONSE_BYTES("responseBytes", Kind.INTEGER, 0, 1e15),
  TRACE_ID("traceId", Kind.TEXT),
  SPAN_ID("spanId", Kind.TEXT),
  PARENT_SPAN_ID("parentSpanId", Kind.TEXT),
  OPERATION("operation", Kind.TEXT),
  SEVERITY("severity", Kind.TEXT),
  MESSAGE("message", Kind.TEXT),
  CPU_SECONDS("cpuSeconds", Kind.DECIMAL, 0, 1e9),
  MEMORY_BYTES("memoryBytes", Kind.INTEGER, 0, 1e15),
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

  /** The most characters of a text that becomes a label or a key; longer ones are shortened. */
  public static final int MAX_CHARACTERS = 200;

  private final String jsonName;
  private final Kind kind;
  private final double least;
  private final double most;

  Field(String jsonName, Kind kind) {
    // Every long; and decimals whose sums stay finite.
    this(jsonName, kind, kind == Kind.INTEGER ? -1e19 : -1e18, kind == Kind.INTEGER ? 1e19 : 1e18);
  }

  Field(String jsonName, Kind kind, double least, double most) {
    this.jsonName = jsonName;
    this.kind = kind;
    this.least = least;
    this.most = most;
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

  /** Whether a number is one that the field can have; any other counts as absent. */
  public boolean allows(double value) {
    return value >= least && value <= most;
  }

  /** How many characters a text of the field may have before it is shortened. */
  public int maxCharacters() {
    return this == MESSAGE ? Integer.MAX_VALUE : MAX_CHARACTERS;
  }
}
