package ai.colonycraft.realtime.push.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of an activity line, by which a {@link Visibility} decides. They are parsed when they
 * are first asked for, and kept. Any thread may use it.
 */
final class LineFields {

  private static final JsonFactory JSON = new JsonFactory();

  private final String json;
  private volatile Map<String, String> values;

  LineFields(String json) {
    this.json = json;
  }

  /** The text of a field; empty if there is none. */
  Optional<String> get(String name) {
    Map<String, String> known = values;
    if (known == null) {
      known = read();
      values = known;
    }
    return Optional.ofNullable(known.get(name));
  }

  /** A line that can't be read has no fields, and is seen by those alone who see every line. */
  private Map<String, String> read() {
    Map<String, String> read = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          read.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return read;
  }
}
