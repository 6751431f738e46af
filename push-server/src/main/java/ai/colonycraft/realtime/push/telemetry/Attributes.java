package ai.colonycraft.realtime.push.telemetry;

import ai.colonycraft.realtime.push.text.Text;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The attributes of a span or of its resource that events use; others are not kept. */
final class Attributes {

  /** Characters of a value; the jobs shorten what becomes a label or a key to as many. */
  static final int MAX_CHARACTERS = 200;

  private final Map<Attribute, String> values = new EnumMap<>(Attribute.class);
  private final Set<Attribute> old = EnumSet.noneOf(Attribute.class);

  /** Whether the value of that name is used. */
  static boolean uses(String name) {
    return Attribute.named(name) != null;
  }

  /** Takes a value of any name, as text; null and a blank one count as absent. */
  void put(String name, String value) {
    Attribute.Named named = Attribute.named(name);
    if (named == null || value == null || value.isBlank()) {
      return;
    }
    Attribute attribute = named.attribute();
    if (named.isOld() && values.containsKey(attribute) && !old.contains(attribute)) {
      return;
    }
    if (named.isOld()) {
      old.add(attribute);
    } else {
      old.remove(attribute);
    }
    values.put(attribute, Text.cut(Text.wellFormed(value), MAX_CHARACTERS));
  }

  /** The value; null if it is absent. */
  String get(Attribute attribute) {
    return values.get(attribute);
  }

  /** The first of several that is there; null if none is. */
  String first(Attribute... attributes) {
    for (Attribute attribute : attributes) {
      if (values.containsKey(attribute)) {
        return values.get(attribute);
      }
    }
    return null;
  }

  /** The value as a whole number; empty if it is absent or none. */
  OptionalLong number(Attribute attribute) {
    String value = values.get(attribute);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
