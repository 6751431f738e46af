package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.FieldText;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the events of a match, as an incident shows it to people.
 *
 * @param step the step of the rule that it took
 * @param type of the event
 * @param timestamp of the event, epoch milliseconds
 * @param facts what else it says of place, request and outcome, by the name of the field: String,
 *     Long, Double
 */
public record MatchedEvent(String step, String type, long timestamp, Map<String, Object> facts) {

  /** Of a match with more events, the first and the last ones are kept, half of this each. */
  static final int MOST = 8;

  private static final int MAX_CHARACTERS = 100;

  private static final List<Field> FACTS =
      List.of(
          Field.SERVICE,
          Field.REGION,
          Field.VERSION,
          Field.INSTANCE,
          Field.METHOD,
          Field.ROUTE,
          Field.STATUS_CODE,
          Field.DURATION_MS,
          Field.VALUE,
          Field.TOKENS,
          Field.PAGE,
          Field.AGENT_NAME,
          Field.COLONY_NAME,
          Field.COUNTRY_CODE,
          Field.MESSAGE,
          Field.TRACE_ID);

  public MatchedEvent {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Those of a match, in the order of their time. */
  static List<MatchedEvent> of(Match match) {
    List<Map.Entry<String, Event>> all = new ArrayList<>();
    match
        .steps()
        .forEach((step, events) -> events.forEach(event -> all.add(Map.entry(step, event))));
    all.sort(Comparator.comparingLong(taken -> taken.getValue().timestamp()));
    if (all.size() > MOST) {
      all.subList(MOST / 2, all.size() - MOST / 2).clear();
    }
    return all.stream().map(taken -> of(taken.getKey(), taken.getValue())).toList();
  }

  private static MatchedEvent of(String step, Event event) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Field field : FACTS) {
      Object value = event.value(field);
      if (value != null) {
        facts.put(
            field.jsonName(),
            value instanceof String text ? FieldText.cut(text, MAX_CHARACTERS) : value);
      }
    }
    return new MatchedEvent(step, event.type(), event.timestamp(), facts);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("step", step);
    json.writeStringField("type", type);
    json.writeNumberField("timestamp", timestamp);
    json.writeObjectFieldStart("facts");
    for (Map.Entry<String, Object> fact : facts.entrySet()) {
      json.writeFieldName(fact.getKey());
      json.writeObject(fact.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
