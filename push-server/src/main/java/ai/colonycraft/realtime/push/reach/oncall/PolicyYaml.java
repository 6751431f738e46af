package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.push.text.Text;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The nodes of a YAML file as keys, lists and texts; each problem is kept with its line. */
final class PolicyYaml {

  private static final int MOST_PROBLEMS = 50;
  private static final int LONGEST_TEXT = 200;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(s|min|h|d)");

  private final String file;
  private final List<String> problems = new ArrayList<>();

  PolicyYaml(String file) {
    this.file = file;
  }

  /** In the order in which they were found, the first {@value #MOST_PROBLEMS} of them. */
  List<String> problems() {
    return problems;
  }

  /** The first document; null, which is reported, if there is none. */
  Node root(String text) {
    LoaderOptions options = new LoaderOptions();
    // Nothing here needs them, and through them a small file can become an endless one.
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        problems.add("oncall.policy: " + file + ": expected policies, found nothing");
      }
      return root;
    } catch (MarkedYAMLException e) {
      problems.add(
          "oncall.policy: %s, line %d, column %d: not YAML: %s"
              .formatted(
                  file,
                  e.getProblemMark().getLine() + 1,
                  e.getProblemMark().getColumn() + 1,
                  e.getProblem()));
    } catch (YAMLException e) {
      problems.add(
          "oncall.policy: %s: not YAML: %s"
              .formatted(file, e.getMessage().lines().findFirst().orElse("")));
    }
    return null;
  }

  void problem(Node at, String words) {
    if (problems.size() < MOST_PROBLEMS) {
      int line = at.getStartMark().getLine() + 1;
      problems.add("oncall.policy: %s, line %d: %s".formatted(file, line, words));
    }
  }

  void expected(Node at, String place, String form, String found) {
    problem(at, "%s: expected %s, found \"%s\"".formatted(place, form, Text.printable(found, 100)));
  }

  /** The keys of a mapping, those that are known; missing and unknown ones are reported. */
  Map<String, Node> keys(Node node, String place, Set<String> required, Set<String> optional) {
    Map<String, Node> keys = new LinkedHashMap<>();
    Set<String> known = new TreeSet<>(required);
    known.addAll(optional);
    all(node, place)
        .forEach(
            (key, value) -> {
              if (known.contains(key)) {
                keys.put(key, value);
              } else {
                expected(value, at(place, "keys"), String.join(", ", known), key);
              }
            });
    if (node instanceof MappingNode) {
      for (String key : new TreeSet<>(required)) {
        if (!keys.containsKey(key)) {
          problem(node, at(place, key) + ": expected a value, found none");
        }
      }
    }
    return keys;
  }

  /** The keys of a mapping whose keys are names. */
  Map<String, Node> names(Node node, String place, int most) {
    Map<String, Node> names = all(node, place);
    if (names.size() > most) {
      problem(node, "%s: expected at most %d, found %d".formatted(place, most, names.size()));
      return Map.of();
    }
    return names;
  }

  private Map<String, Node> all(Node node, String place) {
    Map<String, Node> keys = new LinkedHashMap<>();
    if (node == null) {
      return keys; // Reported as such.
    }
    if (!(node instanceof MappingNode mapping)) {
      problem(
          node, (place.isEmpty() ? "the file" : place) + ": expected keys, found " + kind(node));
      return keys;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key) || key.getValue().isBlank()) {
        problem(entry.getKeyNode(), at(place, "keys") + ": expected a text as the key");
      } else if (keys.put(key.getValue(), entry.getValueNode()) != null) {
        problem(key, at(place, key.getValue()) + ": expected once, found twice");
      }
    }
    return keys;
  }

  /** A text that is not blank; one that is missing was reported by {@link #keys}. */
  Optional<String> text(Map<String, Node> keys, String place, String key) {
    Node node = keys.get(key);
    return node == null ? Optional.empty() : text(node, at(place, key));
  }

  private Optional<String> text(Node node, String place) {
    if (node instanceof ScalarNode scalar
        && !scalar.getValue().isBlank()
        && scalar.getValue().length() <= LONGEST_TEXT) {
      return Optional.of(Text.wellFormed(scalar.getValue().strip()));
    }
    problem(
        node,
        "%s: expected a text of 1 to %d characters, found %s"
            .formatted(place, LONGEST_TEXT, kind(node)));
    return Optional.empty();
  }

  /** A list; one that is missing is empty. */
  List<Node> list(Map<String, Node> keys, String place, String key, int most) {
    Node node = keys.get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().size() > most) {
      problem(
          node,
          "%s: expected a list of at most %d, found %s"
              .formatted(at(place, key), most, kind(node)));
      return List.of();
    }
    return sequence.getValue();
  }

  /** A list of texts, or one text alone. */
  List<String> texts(Map<String, Node> keys, String place, String key, int most) {
    Node node = keys.get(key);
    if (node == null) {
      return List.of();
    }
    List<Node> nodes = node instanceof ScalarNode ? List.of(node) : list(keys, place, key, most);
    List<String> texts = new ArrayList<>();
    nodes.forEach(one -> text(one, at(place, key)).ifPresent(texts::add));
    return texts;
  }

  /** A duration with its unit. */
  Optional<Duration> duration(Map<String, Node> keys, String place, String key) {
    Optional<String> text = text(keys, place, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(text.get());
    if (!matcher.matches()) {
      expected(
          keys.get(key), at(place, key), "a duration with its unit (s, min, h, d)", text.get());
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "min" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  /** A whole number in bounds. */
  Optional<Integer> wholeNumber(
      Map<String, Node> keys, String place, String key, int least, int most) {
    Optional<String> text = text(keys, place, key);
    if (text.isPresent() && text.get().matches("\\d{1,9}")) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    text.ifPresent(
        found ->
            expected(
                keys.get(key),
                at(place, key),
                "a whole number from %d to %d".formatted(least, most),
                found));
    return Optional.empty();
  }

  private static String at(String place, String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  private static String kind(Node node) {
    return node instanceof SequenceNode sequence
        ? "a list of " + sequence.getValue().size()
        : node instanceof MappingNode
            ? "keys"
            : "\"" + Text.printable(((ScalarNode) node).getValue(), 100) + "\"";
  }
}
