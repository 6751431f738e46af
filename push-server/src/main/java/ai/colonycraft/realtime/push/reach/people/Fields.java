package ai.colonycraft.realtime.push.reach.people;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads fields of JSON objects. Each method throws an {@link IllegalArgumentException} whose
 * message names the field and what was expected.
 */
final class Fields {

  private static final int MOST_DEPTH = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Fields() {}

  static JsonNode object(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root != null && root.isObject()) {
        return root;
      }
    } catch (IOException e) {
      // Reported below.
    }
    throw new IllegalArgumentException("expected a JSON object");
  }

  /** A text; null if it is absent or null. */
  static String text(String field, JsonNode object) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + ": expected a text");
    }
    return value.textValue();
  }

  static boolean flag(String field, JsonNode object) {
    JsonNode value = object.path(field);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(field + ": expected true or false");
    }
    return value.booleanValue();
  }

  /** An array; an empty one if it is absent or null. */
  static JsonNode list(String field, JsonNode object) {
    JsonNode value = object.path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
      throw new IllegalArgumentException(field + ": expected an array");
    }
    return value;
  }

  static Set<String> texts(String field, String name, JsonNode object) {
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode value : list(name, object)) {
      if (!value.isTextual()) {
        throw new IllegalArgumentException(field + ": expected an array of texts");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  /** An object whose values are texts. */
  static Map<String, String> texts(String field, JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : object.properties()) {
      if (!one.getValue().isTextual()) {
        throw new IllegalArgumentException(field + ": expected objects of texts");
      }
      texts.put(one.getKey(), one.getValue().textValue());
    }
    return texts;
  }
}
