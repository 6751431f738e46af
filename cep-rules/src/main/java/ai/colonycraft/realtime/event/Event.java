package ai.colonycraft.realtime.event;

import java.util.Arrays;
import java.util.Map;

/**
 * Something that happened in the platform: a flat set of fields, of which {@link Field#TYPE} and
 * {@link Field#TIMESTAMP} are always there. Immutable; a field that the parser was not asked for
 * reads as absent.
 */
public final class Event {

  private static final Field[] FIELDS = Field.values();

  private final long timestamp;
  private final Object[] values;
  private final Map<String, Object> unknown;

  /**
   * Takes ownership of its arguments.
   *
   * @param timestamp when it happened, epoch milliseconds
   * @param values by {@link Field#ordinal()}: a String, Long or Double by the field's kind, or
   *     null; may end early, and what is beyond the end is absent
   * @param unknown fields that are none of the known ones: String, Long, Double or Boolean
   */
  public Event(long timestamp, Object[] values, Map<String, Object> unknown) {
    this.timestamp = timestamp;
    this.values = values;
    this.unknown = unknown;
  }

  /** When it happened, in epoch milliseconds. */
  public long timestamp() {
    return timestamp;
  }

  /** What happened; one of the contract's types, or any other word. */
  public String type() {
    return (String) value(Field.TYPE);
  }

  /** A text field's value, or null where the event has none. */
  public String text(Field field) {
    return (String) value(field);
  }

  /** A whole number's value, or {@code absent} where the event has none. */
  public long integer(Field field, long absent) {
    Object value = value(field);
    return value == null ? absent : (Long) value;
  }

  /** A decimal's value, or {@code absent} where the event has none. */
  public double decimal(Field field, double absent) {
    Object value = value(field);
    return value == null ? absent : (Double) value;
  }

  /** Any known field's value (String, Long or Double), or null where the event has none. */
  public Object value(Field field) {
    int place = field.ordinal();
    return place < values.length ? values[place] : null;
  }

  /** The fields that are none of the known ones, if the parser keeps them; not modifiable. */
  public Map<String, Object> unknown() {
    return unknown;
  }

  /** This event with other unknown fields, which are not to be changed. */
  public Event with(Map<String, Object> others) {
    return new Event(timestamp, values, others);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that
        && timestamp == that.timestamp
        && Arrays.equals(all(), that.all())
        && unknown.equals(that.unknown);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(timestamp) + Arrays.hashCode(all());
  }

  private Object[] all() {
    return Arrays.copyOf(values, FIELDS.length);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Event[timestamp=").append(timestamp);
    for (Field field : FIELDS) {
      if (value(field) != null && field != Field.TIMESTAMP) {
        text.append(", ").append(field.jsonName()).append('=').append(value(field));
      }
    }
    return text.append(unknown.isEmpty() ? "" : ", " + unknown).append(']').toString();
  }
}
