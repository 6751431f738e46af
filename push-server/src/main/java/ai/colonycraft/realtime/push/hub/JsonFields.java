package ai.colonycraft.realtime.push.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a record by which a {@link Visibility} decides: texts, numbers and flags, each as
 * text. They are parsed when they are first asked for, and kept. Any thread may use it.
 */
final class JsonFields {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String CONTEXT = "context";

  /** Fields of a notification beside those of its context, which can't replace them. */
  private static final Set<String> OF_A_NOTIFICATION = Set.of("source", "type");

  private final String json;
  private final boolean isNotification;
  private volatile Map<String, String> values;

  private JsonFields(String json, boolean isNotification) {
    this.json = json;
    this.isNotification = isNotification;
  }

  /** Those of an activity line. */
  static JsonFields ofLine(String json) {
    return new JsonFields(json, false);
  }

  /** Those of a notification's context, and its {@code source} and {@code type}. */
  static JsonFields ofNotification(String json) {
    return new JsonFields(json, true);
  }

  /** Names to values. */
  Map<String, String> values() {
    Map<String, String> known = values;
    if (known == null) {
      known = Map.copyOf(read());
      values = known;
    }
    return known;
  }

  /** A record that can't be read has no fields, and so is seen by those alone who see all. */
  private Map<String, String> read() {
    Map<String, String> own = new HashMap<>();
    Map<String, String> context = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        if (isNotification && name.equals(CONTEXT) && token == JsonToken.START_OBJECT) {
          readContext(parser, context);
        } else if (!isNotification || OF_A_NOTIFICATION.contains(name)) {
          put(name, token, parser, own);
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    context.putAll(own);
    return context;
  }

  private static void readContext(JsonParser parser, Map<String, String> into) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      put(name, parser.nextToken(), parser, into);
    }
  }

  private static void put(String name, JsonToken token, JsonParser parser, Map<String, String> into)
      throws IOException {
    if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      into.put(name, parser.getText());
    } else {
      parser.skipChildren();
    }
  }
}
