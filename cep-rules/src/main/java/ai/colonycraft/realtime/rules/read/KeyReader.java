package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the key of a rule: a field, a list of fields, or {@code none}. */
final class KeyReader {

  static final String FORM = "a field or a list of fields, such as service or extra['ip'], or none";

  private final Section rule;
  private final Problems problems;

  /** Takes the section of the rule. */
  KeyReader(Section rule, Problems problems) {
    this.rule = rule;
    this.problems = problems;
  }

  /** The key; empty if it could not be read. */
  Optional<Key> read() {
    List<ScalarNode> nodes = rule.scalars("key", FORM);
    if (nodes.size() == 1 && nodes.get(0).getValue().equals(Key.NONE.word())) {
      return Optional.of(Key.NONE);
    }
    List<EventField> fields = new ArrayList<>();
    for (ScalarNode node : nodes) {
      field(node, fields).ifPresent(fields::add);
    }
    if (nodes.size() > Key.MAX_FIELDS) {
      problems.add(nodes.get(0), "key", "expected at most %d fields".formatted(Key.MAX_FIELDS));
    }
    if (nodes.isEmpty()) {
      rule.at("key").ifPresent(node -> problems.add(node, "key", "expected " + FORM));
    }
    return fields.isEmpty() ? Optional.empty() : Optional.of(Key.of(fields));
  }

  private static String nearest(String word) {
    List<String> names = Arrays.stream(Field.values()).map(Field::jsonName).toList();
    return Settings.nearest(names, word).orElseThrow();
  }

  private Optional<EventField> field(ScalarNode node, List<EventField> before) {
    EventField field;
    try {
      field = EventField.read(node.getValue());
    } catch (IllegalArgumentException e) {
      problems.add(
          node,
          "key",
          "expected %s, found %s; the nearest field is %s"
              .formatted(FORM, Section.words(node), nearest(node.getValue())));
      return Optional.empty();
    }
    boolean isMoment =
        field.known().filter(f -> f == Field.MESSAGE || f == Field.TIMESTAMP).isPresent();
    if (isMoment) {
      problems.add(node, "key", "%s is no key: expected another field".formatted(field.word()));
    } else if (before.contains(field)) {
      problems.add(node, "key", "expected each field once, found " + field.word());
    }
    return Optional.of(field);
  }
}
