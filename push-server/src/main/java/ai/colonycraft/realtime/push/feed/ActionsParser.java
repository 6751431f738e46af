package ai.colonycraft.realtime.push.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parses the values of {@code actions} for {@link RecordParser}. Has no state. */
final class ActionsParser {

  private ActionsParser() {}

  static IncidentActions actions(String key, JsonParser json)
      throws IOException, RefusedRecordException {
    String id = null;
    List<Act> acts = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "id" -> id = RecordParser.text(field, json, token);
        case "acts" -> acts = acts(json, token);
        default -> json.skipChildren();
      }
    }
    if (!key.equals(RecordParser.required("id", id))) {
      throw new RefusedRecordException("wrong_type", "id: expected the record's key, " + key);
    }
    return new IncidentActions(id, RecordParser.required("acts", acts), LiveRecord.NO_SEQUENCE);
  }

  static Silence silence(String key, JsonParser json) throws IOException, RefusedRecordException {
    String id = null;
    Map<String, String> labels = Map.of();
    Long from = null;
    Long until = null;
    String reason = "";
    String by = null;
    boolean planned = false;
    Long timestamp = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "silence" -> id = RecordParser.text(field, json, token);
        case "labels" -> labels = RecordParser.labels(json, token);
        case "from" -> from = RecordParser.time(field, json, token);
        case "until" -> until = RecordParser.time(field, json, token);
        case "reason" -> reason = RecordParser.text(field, json, token);
        case "by" -> by = RecordParser.text(field, json, token);
        case "planned" -> planned = token == JsonToken.VALUE_TRUE;
        case "timestamp" -> timestamp = RecordParser.timestamp(json, token);
        default -> json.skipChildren();
      }
    }
    if (!key.equals(Silence.KEY_PREFIX + RecordParser.required("silence", id))) {
      throw new RefusedRecordException(
          "wrong_type", "silence: expected what follows silence: in the key " + key);
    }
    if (labels.isEmpty()) {
      throw new RefusedRecordException("missing_field", "labels");
    }
    return new Silence(
        id,
        labels,
        RecordParser.required("from", from),
        RecordParser.required("until", until),
        reason,
        by,
        planned,
        RecordParser.required("timestamp", timestamp),
        LiveRecord.NO_SEQUENCE);
  }

  private static List<Act> acts(JsonParser json, JsonToken token)
      throws IOException, RefusedRecordException {
    if (token != JsonToken.START_ARRAY) {
      throw RecordParser.wrongType("acts", "an array", token);
    }
    List<Act> acts = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next != JsonToken.START_OBJECT || acts.size() == IncidentActions.MOST_ACTS) {
        throw RecordParser.wrongType(
            "acts", "at most " + IncidentActions.MOST_ACTS + " objects", next);
      }
      acts.add(act(json));
    }
    return acts;
  }

  private static Act act(JsonParser json) throws IOException, RefusedRecordException {
    Act.What what = null;
    String by = null;
    String to = null;
    String note = null;
    Long timestamp = null;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "what" -> what = what(RecordParser.text(field, json, token));
        case "by" -> by = RecordParser.text(field, json, token);
        case "to" -> to = RecordParser.text(field, json, token);
        case "note" -> note = RecordParser.text(field, json, token);
        case "timestamp" -> timestamp = RecordParser.timestamp(json, token);
        default -> json.skipChildren();
      }
    }
    return new Act(
        RecordParser.required("acts.what", what),
        by,
        to,
        note,
        RecordParser.required("acts.timestamp", timestamp));
  }

  private static Act.What what(String word) throws RefusedRecordException {
    for (Act.What what : Act.What.values()) {
      if (what.name().toLowerCase(Locale.ROOT).equals(word)) {
        return what;
      }
    }
    throw new RefusedRecordException(
        "wrong_type", "acts.what: expected acknowledge, undo or assign");
  }
}
