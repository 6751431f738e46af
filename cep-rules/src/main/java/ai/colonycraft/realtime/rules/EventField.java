package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of an event by name: one that the platform knows, or any other.
 *
 * @param word as a rule's text has it: {@code userId}, or {@code extra['ip']} of an unknown field
 * @param known the field; empty of an unknown one
 * @param name its name in JSON
 */
public record EventField(String word, Optional<Field> known, String name) {

  private static final Pattern EXTRA =
      Pattern.compile("extra\\[\\s*(?:'([^'\\\\]{1,100})'|\"([^\"\\\\]{1,100})\")\\s*]");

  /** What {@link #read} expects, in words. */
  public static final String FORM = "a field of the event, such as userId or extra['ip']";

  /** A field that the platform knows. */
  public static EventField of(Field field) {
    return new EventField(field.jsonName(), Optional.of(field), field.jsonName());
  }

  /**
   * Reads a field's name.
   *
   * @throws IllegalArgumentException if it is neither a known field nor {@code extra['…']}
   */
  public static EventField read(String text) {
    Field field = Field.named(text.strip());
    if (field != null) {
      return of(field);
    }
    Matcher extra = EXTRA.matcher(text.strip());
    if (!extra.matches()) {
      throw new IllegalArgumentException("expected " + FORM);
    }
    String name = extra.group(1) != null ? extra.group(1) : extra.group(2);
    Field same = Field.named(name);
    return same != null ? of(same) : new EventField(extra(name), Optional.empty(), name);
  }

  private static String extra(String name) {
    return name.indexOf('\'') < 0 ? "extra['" + name + "']" : "extra[\"" + name + "\"]";
  }

  /** An event's value, a String, Long, Double or Boolean; null if it has none. */
  public Object value(Event event) {
    return known.isPresent() ? event.value(known.get()) : event.unknown().get(name);
  }

  /** An event's value as a number; null if it has none, or one that is no number. */
  public Double number(Event event) {
    return value(event) instanceof Number number ? number.doubleValue() : null;
  }
}
