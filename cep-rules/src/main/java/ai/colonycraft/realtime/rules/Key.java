package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.Optional;

/** What the events of one match have in common. */
public enum Key {
  USER_ID(Field.USER_ID),
  COLONY_ID(Field.COLONY_ID),
  SERVICE(Field.SERVICE),
  REGION(Field.REGION),
  SESSION_ID(Field.SESSION_ID),
  TRACE_ID(Field.TRACE_ID),
  /** Nothing: all events of the platform form one sequence, on one subtask. */
  NONE(null);

  private final Field field;

  Key(Field field) {
    this.field = field;
  }

  /** As a rule's text has it: the field's name, or {@code none}. */
  public String word() {
    return field == null ? "none" : field.jsonName();
  }

  /** The field; empty for {@link #NONE}. */
  public Optional<Field> field() {
    return Optional.ofNullable(field);
  }

  /** An event's value; null if it has none and so belongs to no match. */
  public String of(Event event) {
    return field == null ? "" : event.text(field);
  }
}
