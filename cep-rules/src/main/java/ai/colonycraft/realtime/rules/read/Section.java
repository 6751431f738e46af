package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.rules.cel.Condition;
import ai.colonycraft.realtime.rules.cel.InvalidExpressionException;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a rule's text. Every question that it can't answer as asked adds a problem and is
 * answered with nothing, so that reading goes on and finds the others.
 */
final class Section {

  private static final Setting.Reader<Duration> DURATION =
      Setting.duration("duration", Duration.ofMillis(1), "1 s", "a duration").reader();

  private final String path;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Problems problems;

  /** Takes a node that should be a mapping with keys of these, and no others. */
  Section(String path, Node node, Problems problems, String... known) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node, path, "expected keys with values, found " + words(node));
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "";
      if (known.length > 0 && !Arrays.asList(known).contains(key)) {
        problems.add(
            tuple.getKeyNode(),
            field(key),
            "no such key; the nearest is "
                + Settings.nearest(Arrays.asList(known), key).orElseThrow());
      } else if (values.put(key, tuple.getValueNode()) != null) {
        problems.add(tuple.getKeyNode(), field(key), "given twice");
      }
    }
  }

  /** The place of a key in the rule. */
  String field(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The node of this section itself. */
  Node node() {
    return node;
  }

  /** The names of its keys, in order. */
  List<String> keys() {
    return List.copyOf(values.keySet());
  }

  /** The node of a key, if it is given. */
  Optional<Node> at(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Says that a key must be given, if it is not. */
  void require(String key, String form) {
    if (!values.containsKey(key)) {
      problems.add(node, field(key), "expected " + form + ", found nothing");
    }
  }

  /** A single value as text. */
  Optional<ScalarNode> scalar(String key, String form) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return Optional.of(scalar);
    }
    problems.add(value, field(key), "expected " + form + ", found " + words(value));
    return Optional.empty();
  }

  /** A value read by a function that throws {@link IllegalArgumentException} for any other form. */
  <T> Optional<T> value(String key, String form, Function<String, T> reader) {
    return scalar(key, form)
        .flatMap(
            scalar -> {
              try {
                return Optional.of(reader.apply(scalar.getValue()));
              } catch (IllegalArgumentException e) {
                problems.add(
                    scalar,
                    field(key),
                    "expected %s, found \"%s\"".formatted(form, scalar.getValue()));
                return Optional.empty();
              }
            });
  }

  /** A duration with its unit. */
  Optional<Duration> duration(String key) {
    return value(key, "a duration with its unit (ms, s, min, h, d), more than 0", DURATION::read);
  }

  /** True or false. */
  Optional<Boolean> flag(String key) {
    return value(
        key,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /** One of a few words. */
  <T> Optional<T> choice(String key, Map<String, T> choices) {
    String form = "one of " + String.join(", ", choices.keySet());
    return value(
        key,
        form,
        text -> {
          if (!choices.containsKey(text)) {
            throw new IllegalArgumentException();
          }
          return choices.get(text);
        });
  }

  /** A condition that an event must meet; one that holds for every event if none is given. */
  Condition condition(String key, Scope scope) {
    Optional<ScalarNode> scalar = scalar(key, "a condition in CEL");
    if (scalar.isEmpty()) {
      return Condition.TRUE;
    }
    try {
      return scope.condition(scalar.get().getValue());
    } catch (InvalidExpressionException e) {
      problems.add(scalar.get(), field(key), e);
      return Condition.TRUE;
    }
  }

  /** One word or a list of words. */
  List<String> words(String key, String form) {
    return scalars(key, form).stream().map(ScalarNode::getValue).toList();
  }

  /** The nodes of one word or of a list of words. */
  List<ScalarNode> scalars(String key, String form) {
    Node value = values.get(key);
    if (value == null) {
      return List.of();
    }
    List<Node> nodes = value instanceof SequenceNode list ? list.getValue() : List.of(value);
    List<ScalarNode> scalars = new ArrayList<>();
    for (Node each : nodes) {
      if (each instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        scalars.add(scalar);
      } else {
        problems.add(each, field(key), "expected " + form + ", found " + words(each));
      }
    }
    return scalars;
  }

  static String words(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isBlank() ? "nothing" : "\"" + scalar.getValue() + "\"";
    }
    return node instanceof SequenceNode ? "a list" : "keys with values";
  }
}
