package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads events in any order, and the time between a step and the event before it. */
final class ShapeReader {

  private static final int MOST = 6;

  /** The keys of a step that mean nothing beside {@code allOf}. */
  private static final List<String> OF_OTHERS =
      List.of("type", "where", "times", "oneOrMore", "greedy", "inner", "until");

  private final Section step;
  private final Problems problems;

  ShapeReader(Section step, Problems problems) {
    this.step = step;
    this.problems = problems;
  }

  /** One event for each of these; empty if the step has none. */
  List<Step.Option> allOf() {
    Optional<Node> node = step.at("allOf");
    if (node.isEmpty()) {
      return List.of();
    }
    List<String> others = new ArrayList<>(OF_OTHERS);
    others.addAll(MeasureReader.KEYS);
    for (String key : others) {
      step.at(key).ifPresent(n -> problems.add(n, step.field(key), "means nothing beside allOf"));
    }
    if (!(node.get() instanceof SequenceNode list)
        || list.getValue().size() < 2
        || list.getValue().size() > MOST) {
      problems.add(
          node.get(),
          step.field("allOf"),
          "expected a list of 2 to %d events, each with type, where or both".formatted(MOST));
      return List.of();
    }
    List<Step.Option> options = new ArrayList<>();
    for (int i = 0; i < list.getValue().size(); i++) {
      String path = "%s[%d]".formatted(step.field("allOf"), i);
      Section option = new Section(path, list.getValue().get(i), problems, "type", "where");
      options.add(
          new Step.Option(
              new HashSet<>(option.words("type", "an event type")),
              option.condition("where", Scope.empty())));
    }
    return options;
  }

  /** The types of all; empty if one takes any. */
  static Set<String> types(List<Step.Option> options) {
    Set<String> types = new HashSet<>();
    for (Step.Option option : options) {
      if (option.types().isEmpty()) {
        return Set.of();
      }
      types.addAll(option.types());
    }
    return types;
  }

  /**
   * The time since the event before.
   *
   * @param isFirst whether no event is before it
   */
  Step.Gap gap(boolean isFirst) {
    for (String key : List.of("within", "after")) {
      if (isFirst) {
        step.at(key)
            .ifPresent(
                n ->
                    problems.add(n, step.field(key), "means nothing to the first event of a rule"));
      }
    }
    Optional<Duration> within = step.duration("within");
    Optional<Duration> after = step.duration("after");
    if (within.isPresent() && after.isPresent() && after.get().compareTo(within.get()) >= 0) {
      problems.add(
          step.at("after").orElseThrow(), step.field("after"), "expected less than within");
    }
    return new Step.Gap(within, after);
  }
}
