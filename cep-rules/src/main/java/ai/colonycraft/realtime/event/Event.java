package ai.colonycraft.realtime.event;

import java.util.Arrays;
import java.util.Map;

/**
 * Something that happened in the platform: a flat set of fields, of which {@link Field#TYPE} and
 * {@link Field#TIMESTAMP} are always there. Immutable; a field that the parser was not asked for
 * reads as absent.
 */
public final class Event {

  private final long timestamp;
  private final Object[] values;
  private final Map<String, Object> unknown;

  /**
   * Takes ownership of its arguments.
   *
   * @param timestamp when it happened, epoch milliseconds
   * @param values by {@link Field#ordinal()}: a String, Long or Double by the field's kind, or null
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
    return (String) values[Field.TYPE.ordinal()];
  }

  /** A text field's value, or null where the event has none. */
  public String text(Field field) {
    return (String) values[field.ordinal()];
  }

  /** A whole number's value, or {@code absent} where the event has none. */
  public long integer(Field field, long absent) {
    Object value = values[field.ordinal()];
    return value == null ? absent : (Long) value;
  }

  /** A decimal's value, or {@code absent} where the event has none. */
  public double decimal(Field field, double absent) {
    Object value = values[field.ordinal()];
    return value == null ? absent : (Double) value;
  }

  /** Any known field's value (String, Long or Double), or null where the event has none. */
  public Object value(Field field) {
    return values[field.ordinal()];
  }

  /** The fields that are none of the known ones, if the parser keeps them; not modifiable. */
  public Map<String, Object> unknown() {
    return unknown;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that
        && timestamp == that.timestamp
        && Arrays.equals(values, that.values)
        && unknown.equals(that.unknown);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(timestamp) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Event[timestamp=").append(timestamp);
    for (Field field : Field.values()) {
      if (values[field.ordinal()] != null && field != Field.TIMESTAMP) {
        text.append(", ").append(field.jsonName()).append('=').append(values[field.ordinal()]);
      }
    }
    return text.append(unknown.isEmpty() ? "" : ", " + unknown).append(']').toString();
  }
}
