package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.cel.InvalidExpressionException;
import ai.colonycraft.realtime.rules.cel.Issue;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the fields of a rule's text again, for whoever has something to say of them later. */
public final class FieldPositions {

  private static final Pattern PART = Pattern.compile("\\[(\\d+)]|([^.\\[]+)");

  private final Draft draft;
  private final Node root;

  /** The places of a text that was read. */
  public FieldPositions(Draft draft) {
    this.draft = draft;
    this.root = root(draft.text());
  }

  private static Node root(String text) {
    try {
      return new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (YAMLException e) {
      return null;
    }
  }

  /** A problem with a field, for example {@code steps[1].type}, or with what should have it. */
  public Problem problem(String field, String message) {
    Problems problems = problems();
    Node node = node(field);
    problems.add(node == null ? null : node.getStartMark(), field, message);
    return problems.all().get(0);
  }

  /** A problem within the expression or the template that a field holds. */
  public Problem problem(String field, Issue issue) {
    if (!(node(field) instanceof ScalarNode scalar)) {
      return problem(field, issue.message());
    }
    Problems problems = problems();
    problems.add(scalar, field, new InvalidExpressionException(List.of(issue)));
    return problems.all().get(0);
  }

  private Problems problems() {
    Problems problems = new Problems(draft.file(), draft.text());
    problems.of(draft.id());
    return problems;
  }

  /** The field's node, or the nearest one around where it should be. */
  private Node node(String field) {
    Node node = root;
    Matcher part = PART.matcher(field);
    while (part.find()) {
      Node inner = inner(node, part.group(1), part.group(2));
      if (inner == null) {
        return node;
      }
      node = inner;
    }
    return node;
  }

  private static Node inner(Node node, String index, String key) {
    if (index != null) {
      return node instanceof SequenceNode list && Integer.parseInt(index) < list.getValue().size()
          ? list.getValue().get(Integer.parseInt(index))
          : null;
    }
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }
}
