package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the events of one match have in common: the values of one or more fields, or nothing. */
public final class Key {

  /** Fields at most. */
  public static final int MAX_FIELDS = 4;

  public static final Key USER_ID = numbered(0, Field.USER_ID);
  public static final Key COLONY_ID = numbered(1, Field.COLONY_ID);
  public static final Key SERVICE = numbered(2, Field.SERVICE);
  public static final Key REGION = numbered(3, Field.REGION);
  public static final Key SESSION_ID = numbered(4, Field.SESSION_ID);
  public static final Key TRACE_ID = numbered(5, Field.TRACE_ID);

  /** Nothing: all events of the platform form one sequence, on one subtask. */
  public static final Key NONE = new Key(List.of(), 6);

  /** Those with a number, which stands for them in states and is never to be changed. */
  private static final List<Key> NUMBERED =
      List.of(USER_ID, COLONY_ID, SERVICE, REGION, SESSION_ID, TRACE_ID, NONE);

  private final List<EventField> fields;

  /** The only field, if the platform knows it and it is a text; else null. */
  private final Field text;

  private final String id;

  private static Key numbered(int number, Field field) {
    return new Key(List.of(EventField.of(field)), number);
  }

  private Key(List<EventField> fields, int number) {
    this.fields = List.copyOf(fields);
    Field only = fields.size() == 1 ? fields.get(0).known().orElse(null) : null;
    this.text = only != null && only.kind() == Field.Kind.TEXT ? only : null;
    String words = fields.stream().map(EventField::word).collect(Collectors.joining(","));
    this.id = number < 0 ? "x" + words.length() + "," + words : Integer.toString(number);
  }

  /** The key of these fields; {@link #NONE} of no field. */
  public static Key of(List<EventField> fields) {
    Key key = new Key(fields, -1);
    int number = NUMBERED.indexOf(key);
    return number < 0 ? key : NUMBERED.get(number);
  }

  /** Its fields, in order. */
  public List<EventField> fields() {
    return fields;
  }

  /** In words: {@code service and region}, or {@code none}. */
  public String word() {
    return fields.isEmpty()
        ? "none"
        : fields.stream().map(EventField::word).collect(Collectors.joining(" and "));
  }

  /**
   * An event's value; null if it lacks a field and so belongs to no match. Values of several fields
   * have a slash between them, and {@code %} and {@code /} in them are escaped as in URLs.
   */
  public String of(Event event) {
    if (text != null) {
      return event.text(text);
    }
    if (fields.size() == 1) {
      Object value = fields.get(0).value(event);
      return value == null ? null : value.toString();
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      Object value = fields.get(i).value(event);
      if (value == null) {
        return null;
      }
      all.append(i == 0 ? "" : "/").append(escaped(value.toString()));
    }
    return all.toString();
  }

  private static String escaped(String value) {
    return value.indexOf('/') < 0 && value.indexOf('%') < 0
        ? value
        : value.replace("%", "%25").replace("/", "%2F");
  }

  /** The values of an event that belongs to a match, by the names of the fields. */
  public Map<String, Object> values(Event event) {
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach(field -> values.put(field.name(), field.value(event)));
    return values;
  }

  /** What stands for it in states, the same in all versions. */
  public String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Key key && fields.equals(key.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return word();
  }
}
