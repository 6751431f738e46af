package ai.colonycraft.realtime.push.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one place where the JSON of the live topics becomes a type.
 *
 * <p>Strict about the fields of the schemas beside the contract's examples, deaf to unknown ones.
 * Has no state; any thread may use it.
 */
public final class RecordParser {

  /** Longest value accepted, in bytes; who writes to these topics keeps to it. */
  public static final int MAX_BYTES = 16 * 1024;

  /**
   * The last time that a date of a browser can have, see <a
   * href="https://tc39.es/ecma262/#sec-time-values-and-time-range">time values</a>.
   */
  private static final long LAST_TIME = 8_640_000_000_000_000L;

  private static final int MAX_LABELS = 16;

  static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** A reader of one JSON object that is known to be open. */
  private interface ObjectReader<T> {
    T read(JsonParser json) throws IOException, RefusedRecordException;
  }

  /**
   * Reads a value of {@code live-updates}.
   *
   * @param series the record's key
   * @throws RefusedRecordException if it is not a metric update
   */
  public Update update(String series, byte[] value) throws RefusedRecordException {
    return object(value, json -> update(series, json));
  }

  /**
   * Reads a value of {@code activity-feed}.
   *
   * @throws RefusedRecordException if it is not a JSON object with a timestamp
   */
  public ActivityLine line(byte[] value) throws RefusedRecordException {
    return object(value, RecordParser::line);
  }

  /**
   * Reads a value of {@code notifications}.
   *
   * @param key the record's key
   * @throws RefusedRecordException if it is not a notification with this id
   */
  public Notice notice(String key, byte[] value) throws RefusedRecordException {
    return object(value, json -> NotificationParser.notice(key, json));
  }

  /**
   * Reads a value of {@code notifications} that acknowledges one.
   *
   * @param key the record's key
   * @throws RefusedRecordException if it is not an acknowledgement with this key
   */
  public Acknowledgement acknowledgement(String key, byte[] value) throws RefusedRecordException {
    return object(value, json -> NotificationParser.acknowledgement(key, json));
  }

  /**
   * Reads a value of {@code actions}: what people did about one incident.
   *
   * @param key the record's key
   * @throws RefusedRecordException if it is not that of the incident with this id
   */
  public IncidentActions actions(String key, byte[] value) throws RefusedRecordException {
    return object(value, json -> ActionsParser.actions(key, json));
  }

  /**
   * Reads a value of {@code actions} that silences.
   *
   * @param key the record's key
   * @throws RefusedRecordException if it is not a silence with this key
   */
  public Silence silence(String key, byte[] value) throws RefusedRecordException {
    return object(value, json -> ActionsParser.silence(key, json));
  }

  private static <T> T object(byte[] value, ObjectReader<T> reader) throws RefusedRecordException {
    if (value.length > MAX_BYTES) {
      throw new RefusedRecordException(
          "too_large", "expected at most " + MAX_BYTES + " bytes, found " + value.length);
    }
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RefusedRecordException(
            "not_an_object", "expected an object, found " + json.currentToken());
      }
      T result = reader.read(json);
      if (json.nextToken() != null) {
        throw new RefusedRecordException("not_json", "expected one object, found more after it");
      }
      return result;
    } catch (StreamReadException e) {
      throw new RefusedRecordException("not_json", e.getOriginalMessage());
    } catch (IOException e) {
      throw new RefusedRecordException("not_json", e.getMessage());
    }
  }

  private static Update update(String series, JsonParser json)
      throws IOException, RefusedRecordException {
    String metric = null;
    Map<String, String> labels = Map.of();
    Number value = null;
    Long timestamp = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "metric" -> metric = text(field, json, token);
        case "labels" -> labels = labels(json, token);
        case "value" -> value = number(field, json, token);
        case "timestamp" -> timestamp = timestamp(json, token);
        default -> json.skipChildren();
      }
    }
    return new Update(
        series,
        required("metric", metric),
        labels,
        required("value", value),
        required("timestamp", timestamp));
  }

  private static ActivityLine line(JsonParser json) throws IOException, RefusedRecordException {
    Long timestamp = null;
    StringWriter copy = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(copy)) {
      out.writeStartObject();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        out.writeFieldName(field);
        if (field.equals("timestamp")) {
          timestamp = timestamp(json, token);
          out.writeNumber(timestamp);
        } else {
          out.copyCurrentStructure(json);
        }
      }
      out.writeEndObject();
    }
    return new ActivityLine(required("timestamp", timestamp), copy.toString());
  }

  static Map<String, String> labels(JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (token != JsonToken.START_OBJECT) {
      throw wrongType("labels", "an object", token);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      labels.put(name, text("labels." + name, json, json.nextToken()));
      if (labels.size() > MAX_LABELS) {
        throw new RefusedRecordException(
            "wrong_type", "labels: expected at most " + MAX_LABELS + ", found more");
      }
    }
    return labels;
  }

  static String text(String field, JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrongType(field, "text", token);
    }
    return json.getText();
  }

  private static Number number(String field, JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (token == null || !token.isNumeric() || !Double.isFinite(json.getDoubleValue())) {
      throw wrongType(field, "a finite number", token);
    }
    return json.getNumberValue();
  }

  static long timestamp(JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    return time("timestamp", json, token);
  }

  /** A time that every date can have, so that no page fails to show it. */
  static long time(String field, JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (token != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || json.getLongValue() < -LAST_TIME
        || json.getLongValue() > LAST_TIME) {
      throw wrongType(field, "whole epoch milliseconds, at most " + LAST_TIME, token);
    }
    return json.getLongValue();
  }

  static <T> T required(String field, T value) throws RefusedRecordException {
    if (value == null) {
      throw new RefusedRecordException("missing_field", field);
    }
    return value;
  }

  static RefusedRecordException wrongType(String field, String expected, JsonToken found) {
    return new RefusedRecordException(
        "wrong_type", "%s: expected %s, found %s".formatted(field, expected, found));
  }
}
