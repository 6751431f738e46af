package ai.colonycraft.realtime.push.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one place where the JSON of {@code flamegraphs} becomes a type. Strict about the fields of
 * its schema, deaf to unknown ones. Has no state.
 */
final class FlameGraphParser {

  /** Longest value accepted, in bytes; a graph of 5,000 frames with long labels has less. */
  static final int MAX_BYTES = 1024 * 1024;

  /** Most frames that are accepted. */
  static final int MAX_FRAMES = 10_000;

  /** Deepest stack that is accepted. */
  static final int MAX_DEPTH = 1_000;

  private static final JsonFactory JSON = new JsonFactory();

  private FlameGraphParser() {}

  /**
   * Reads a value of {@code flamegraphs}.
   *
   * @throws RefusedRecordException if it is not a flame graph
   */
  static FlameGraph parse(String key, byte[] value) throws RefusedRecordException {
    if (value.length > MAX_BYTES) {
      throw new RefusedRecordException(
          "too_large", "expected at most " + MAX_BYTES + " bytes, found " + value.length);
    }
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedRecordException(
            "not_an_object", "expected an object, found " + json.currentToken());
      }
      return graph(key, json);
    } catch (IOException e) {
      throw new RefusedRecordException("not_json", e.getMessage());
    }
  }

  private static FlameGraph graph(String key, JsonParser json)
      throws IOException, RefusedRecordException {
    Map<String, Object> values = new HashMap<>();
    List<FlameGraph.Frame> frames = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (field.equals("frames") && token == JsonToken.START_ARRAY) {
        frames = frames(json);
      } else {
        scalar(field, token, json, values);
      }
    }
    if (frames == null) {
      throw new RefusedRecordException("missing_field", "frames");
    }
    return new FlameGraph(
        key,
        text("view", values),
        text("service", values),
        number("start", values),
        number("end", values),
        number("traces", values),
        frames);
  }

  private static List<FlameGraph.Frame> frames(JsonParser json)
      throws IOException, RefusedRecordException {
    List<FlameGraph.Frame> frames = new ArrayList<>();
    int depth = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (frames.size() == MAX_FRAMES) {
        throw new RefusedRecordException(
            "wrong_type", "frames: expected at most " + MAX_FRAMES + ", found more");
      }
      Map<String, Object> values = new HashMap<>();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        scalar(field, json.nextToken(), json, values);
      }
      long level = number("level", values);
      int deepest = Math.min(depth + 1, MAX_DEPTH);
      if (level < 1 || level > deepest) {
        throw new RefusedRecordException(
            "wrong_type",
            "frames[%d].level: expected 1 to %d, found %d"
                .formatted(frames.size(), deepest, level));
      }
      depth = (int) level;
      frames.add(
          new FlameGraph.Frame(
              depth,
              text("label", values),
              number("count", values),
              number("timeMicros", values),
              number("cpuMicros", values),
              number("tokens", values)));
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new RefusedRecordException(
          "wrong_type", "frames: expected objects, found " + json.currentToken());
    }
    return frames;
  }

  private static void scalar(
      String field, JsonToken token, JsonParser json, Map<String, Object> into) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      into.put(field, json.getText());
    } else if (token == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      into.put(field, json.getLongValue());
    } else {
      json.skipChildren();
    }
  }

  private static String text(String field, Map<String, Object> values)
      throws RefusedRecordException {
    if (values.get(field) instanceof String text) {
      return text;
    }
    throw new RefusedRecordException("missing_field", field + ": expected text");
  }

  private static long number(String field, Map<String, Object> values)
      throws RefusedRecordException {
    if (values.get(field) instanceof Long number && number >= 0) {
      return number;
    }
    throw new RefusedRecordException(
        "missing_field", field + ": expected a whole number of at least 0");
  }
}
