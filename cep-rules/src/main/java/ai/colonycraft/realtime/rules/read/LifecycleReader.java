package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Lifecycle;
import ai.colonycraft.realtime.rules.Resolve;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.cel.InvalidExpressionException;
import ai.colonycraft.realtime.rules.cel.Scope;
import ai.colonycraft.realtime.rules.cel.StepField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads which matches of a rule are one incident, and what ends it. */
final class LifecycleReader {

  private static final int MAX_FIELDS = 8;

  private final Section rule;
  private final Problems problems;
  private final Scope scope;

  /** Takes the section of the rule, and all steps that events take. */
  LifecycleReader(Section rule, Problems problems, Scope scope) {
    this.rule = rule;
    this.problems = problems;
    this.scope = scope;
  }

  /**
   * Reads it.
   *
   * @param severity of the rule, if it is known
   * @param byDefault when an incident expires if the rule does not say
   */
  Lifecycle read(Optional<Severity> severity, Duration byDefault) {
    if (severity.filter(Severity.INFO::equals).isPresent()) {
      for (String key : List.of("identity", "resolve", "expires")) {
        rule.at(key)
            .ifPresent(
                node ->
                    problems.add(
                        node,
                        key,
                        "means nothing to a rule of severity info, whose notifications do not end:"
                            + " expected severity warning or critical, or cooldown"));
      }
    }
    List<StepField> identity = identity();
    return new Lifecycle(
        identity,
        rule.at("resolve").flatMap(node -> resolve(node, identity)),
        rule.duration("expires").orElse(byDefault));
  }

  private List<StepField> identity() {
    List<StepField> fields = new ArrayList<>();
    List<ScalarNode> nodes =
        rule.scalars("identity", "a field of a step, such as deployment.version");
    for (ScalarNode node : nodes) {
      try {
        StepField field = StepField.read(node.getValue(), scope);
        if (fields.stream().anyMatch(other -> other.field() == field.field())) {
          problems.add(
              node, "identity", "expected each field once, found " + field.field().jsonName());
        }
        fields.add(field);
      } catch (InvalidExpressionException e) {
        problems.add(node, "identity", e);
      }
    }
    if (fields.size() > MAX_FIELDS) {
      problems.add(nodes.get(0), "identity", "expected at most %d fields".formatted(MAX_FIELDS));
    }
    return fields;
  }

  private Optional<Resolve> resolve(Node node, List<StepField> identity) {
    Section section = new Section("resolve", node, problems, "type", "where", "same");
    section.require("type", "the type of the event that ends an incident");
    List<String> types = section.words("type", "an event type");
    List<Field> fields = identity.stream().map(StepField::field).toList();
    List<Field> same = section.at("same").isPresent() ? same(section, fields) : fields;
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Resolve(new HashSet<>(types), section.condition("where", Scope.empty()), same));
  }

  private List<Field> same(Section section, List<Field> identity) {
    String form =
        identity.isEmpty()
            ? "no fields, since the rule has no identity beside its key"
            : "fields of the identity: "
                + identity.stream().map(Field::jsonName).collect(Collectors.joining(", "));
    List<Field> same = new ArrayList<>();
    for (ScalarNode node : section.scalars("same", form)) {
      Field field = Field.named(node.getValue());
      if (identity.contains(field)) {
        same.add(field);
      } else {
        problems.add(
            node,
            section.field("same"),
            "expected %s, found %s".formatted(form, Section.words(node)));
      }
    }
    return same;
  }
}
