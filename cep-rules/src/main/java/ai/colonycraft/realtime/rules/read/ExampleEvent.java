package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * An event of an example, but for its time. Other than one from Kafka, whose fields of a wrong type
 * count as absent, it must be as its writer means it.
 */
final class ExampleEvent {

  private static final Set<String> NO_FIELDS = Set.of("at", "times", "every");

  private final Object[] values = new Object[Field.values().length];
  private final Map<String, Object> unknown = new LinkedHashMap<>();
  private final Problems problems;

  ExampleEvent(Section section, Problems problems) {
    this.problems = problems;
    for (String name : section.keys()) {
      if (!NO_FIELDS.contains(name)) {
        take(section.field(name), name, section.at(name).orElseThrow());
      }
    }
  }

  /** It, at a time in epoch milliseconds. */
  Event at(long timestamp) {
    Object[] timed = values.clone();
    timed[Field.TIMESTAMP.ordinal()] = timestamp;
    return new Event(timestamp, timed, unknown);
  }

  private void take(String path, String name, Node node) {
    Field field = Field.named(name);
    if (field == Field.TIMESTAMP) {
      problems.add(node, path, "expected no timestamp: when it happens is said by at");
      return;
    }
    Object value = node instanceof ScalarNode scalar ? value(scalar) : null;
    if (field == null) {
      if (value == null) {
        problems.add(node, path, "expected one value, found " + Section.words(node));
      }
      unknown.put(name, value);
      return;
    }
    boolean fits =
        switch (field.kind()) {
          case TEXT -> value instanceof String;
          case INTEGER -> value instanceof Long;
          case DECIMAL -> value instanceof Number;
        };
    if (!fits) {
      String mend = field.kind() == Field.Kind.TEXT && value != null ? "; put it in quotes" : "";
      problems.add(
          node,
          path,
          "expected %s, found %s%s".formatted(field.kind().words(), found(node, value), mend));
      return;
    }
    values[field.ordinal()] =
        field.kind() == Field.Kind.DECIMAL ? (Object) ((Number) value).doubleValue() : value;
  }

  private static String found(Node node, Object value) {
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : Section.words(node);
  }

  private static Object value(ScalarNode scalar) {
    String text = scalar.getValue();
    try {
      if (scalar.getTag().equals(Tag.INT)) {
        return Long.valueOf(text);
      } else if (scalar.getTag().equals(Tag.FLOAT)) {
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      return text;
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    return scalar.getTag().equals(Tag.NULL) ? null : text;
  }
}
