package ai.colonycraft.realtime.push.feed;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * Parses the values of {@code notifications} for {@link RecordParser}: notifications and
 * acknowledgements. Has no state.
 */
final class NotificationParser {

  private static final Set<String> REQUIRED =
      Set.of("id", "type", "title", "message", "timestamp", "source");
  private static final Set<String> TYPES = Set.of("info", "warning", "critical");
  private static final Set<String> STATES = Set.of("open", "resolved");
  private static final Set<String> RESOLUTIONS =
      Set.of("recovered", "expired", "replaced", "rule_changed");

  /** Names of fields that the push server adds itself. */
  private static final Set<String> OURS =
      Set.of("seq", "acknowledged", "assigned", "silenced", "group", "interrupts", "partOf");

  private NotificationParser() {}

  static Notice notice(String key, JsonParser json) throws IOException, RefusedRecordException {
    Set<String> found = new HashSet<>();
    StringWriter copy = new StringWriter();
    try (JsonGenerator out = RecordParser.JSON.createGenerator(copy)) {
      out.writeStartObject();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        check(key, field, json, json.nextToken());
        found.add(field);
        if (OURS.contains(field)) {
          json.skipChildren();
          continue;
        }
        out.writeFieldName(field);
        out.copyCurrentStructure(json);
      }
      out.writeEndObject();
    }
    for (String field : REQUIRED) {
      RecordParser.required(field, found.contains(field) ? field : null);
    }
    return new Notice(key, copy.toString(), LiveRecord.NO_SEQUENCE);
  }

  static Acknowledgement acknowledgement(String key, JsonParser json)
      throws IOException, RefusedRecordException {
    String id = null;
    String by = null;
    Long timestamp = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "acknowledges" -> id = RecordParser.text(field, json, token);
        case "by" -> by = RecordParser.text(field, json, token);
        case "timestamp" -> timestamp = RecordParser.timestamp(json, token);
        default -> json.skipChildren();
      }
    }
    Acknowledgement read =
        new Acknowledgement(
            RecordParser.required("acknowledges", id),
            by,
            RecordParser.required("timestamp", timestamp),
            LiveRecord.NO_SEQUENCE);
    if (!read.key().equals(key)) {
      throw new RefusedRecordException(
          "wrong_type", "acknowledges: expected what follows ack: in the key " + key);
    }
    return read;
  }

  private static void oneOf(
      Set<String> words, String expected, String field, JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (!words.contains(RecordParser.text(field, json, token))) {
      throw new RefusedRecordException("wrong_type", field + ": expected " + expected);
    }
  }

  private static void check(String key, String field, JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    switch (field) {
      case "id" -> {
        if (!RecordParser.text(field, json, token).equals(key)) {
          throw new RefusedRecordException("wrong_type", "id: expected the record's key, " + key);
        }
      }
      case "type" -> oneOf(TYPES, "info, warning or critical", field, json, token);
      case "state" -> oneOf(STATES, "open or resolved", field, json, token);
      case "resolution" ->
          oneOf(RESOLUTIONS, "recovered, expired, replaced or rule_changed", field, json, token);
      case "title", "message", "source", "actionUrl", "identity" ->
          RecordParser.text(field, json, token);
      case "lastSeenAt", "resolvedAt" -> RecordParser.time(field, json, token);
      case "count" -> {
        if (token != JsonToken.VALUE_NUMBER_INT
            || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw RecordParser.wrongType(field, "a whole number", token);
        }
      }
      case "sources", "sameAs" -> {
        if (token != JsonToken.START_ARRAY) {
          throw RecordParser.wrongType(field, "an array of texts", token);
        }
      }
      case "events" -> {
        if (token != JsonToken.START_ARRAY) {
          throw RecordParser.wrongType(field, "an array of objects", token);
        }
      }
      case "timestamp" -> RecordParser.timestamp(json, token);
      case "context" -> {
        if (token != JsonToken.START_OBJECT) {
          throw RecordParser.wrongType(field, "an object", token);
        }
      }
      default -> {
        // Unknown fields are passed on.
      }
    }
  }
}
