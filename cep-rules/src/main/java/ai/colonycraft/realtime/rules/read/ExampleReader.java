package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Resolution;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the examples of a rule: a list, each with its events, the titles of what they lead to, and
 * maybe the ends of its incidents and a time at which it ends. Every problem of the text is found
 * in one go.
 */
public final class ExampleReader {

  private static final Setting.Reader<Duration> DURATION =
      Setting.duration("duration", Duration.ZERO, "0 s", "a duration").reader();

  /** What an example can state of an incident. That its rule changed is none of it. */
  private static final List<String> ENDS =
      List.of(
          Resolution.RECOVERED.word(),
          Resolution.EXPIRED.word(),
          Resolution.REPLACED.word(),
          Example.OPEN);

  private final Problems problems;

  private ExampleReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a file of examples.
   *
   * @param file what problems call the place it comes from
   * @param ruleId of the rule whose examples they are
   * @throws InvalidRuleException with every problem found
   */
  public static List<Example> read(String file, String ruleId, String text)
      throws InvalidRuleException {
    Problems problems = new Problems(file, text);
    problems.of(ruleId);
    List<Example> examples = new ExampleReader(problems).examples(text);
    if (!problems.isEmpty()) {
      throw new InvalidRuleException(problems.all());
    }
    return examples;
  }

  private List<Example> examples(String text) {
    Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      problems.add(e.getProblemMark(), "", "not YAML: " + e.getProblem());
      return List.of();
    }
    if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
      String found = root == null ? "nothing" : Section.words(root);
      problems.add(
          root == null ? null : root.getStartMark(),
          "",
          "expected a list of examples, found " + found);
      return List.of();
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < list.getValue().size(); i++) {
      Section section =
          new Section(
              "[" + i + "]",
              list.getValue().get(i),
              problems,
              "name",
              "events",
              "until",
              "matches",
              "ends");
      examples.add(example(section));
    }
    return examples;
  }

  private Example example(Section section) {
    section.require("name", "what the example shows");
    section.require("events", "a list of events");
    section.require("matches", "the titles of the notifications, or [] for none");
    String name =
        section.scalar("name", "what the example shows").map(ScalarNode::getValue).orElse("");
    Optional<Duration> until = duration(section, "until");
    List<Event> events = new ArrayList<>();
    section.at("events").ifPresent(node -> events(section, node, events));
    events.sort(Comparator.comparingLong(Event::timestamp));
    List<String> titles = section.words("matches", "the title of a notification");
    Optional<List<String>> ends = section.at("ends").map(node -> ends(section));
    int line = section.node().getStartMark().getLine() + 1;
    return new Example(name, line, events, until, titles, ends);
  }

  private List<String> ends(Section section) {
    String form = "one of " + String.join(", ", ENDS);
    List<String> ends = new ArrayList<>();
    for (ScalarNode node : section.scalars("ends", form)) {
      if (ENDS.contains(node.getValue())) {
        ends.add(node.getValue());
      } else {
        problems.add(
            node, section.field("ends"), "expected " + form + ", found " + Section.words(node));
      }
    }
    return ends;
  }

  private void events(Section section, Node node, List<Event> into) {
    if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
      problems.add(
          node, section.field("events"), "expected a list of events, found " + Section.words(node));
      return;
    }
    for (int i = 0; i < list.getValue().size(); i++) {
      String path = "%s[%d]".formatted(section.field("events"), i);
      Section event = new Section(path, list.getValue().get(i), problems);
      event.require("at", "when it happens, from the start on, for example 30 s");
      event.require("type", "an event type");
      Duration at = duration(event, "at").orElse(Duration.ZERO);
      int times = event.value("times", "a whole number", times()).orElse(1);
      Duration every = duration(event, "every").orElse(Duration.ZERO);
      ExampleEvent read = new ExampleEvent(event, problems);
      for (int n = 0; n < times && problems.isEmpty(); n++) {
        into.add(read.at(Example.START + at.toMillis() + n * every.toMillis()));
      }
    }
  }

  private static Optional<Duration> duration(Section section, String key) {
    return section.value(key, "a duration with its unit (ms, s, min, h, d)", DURATION::read);
  }

  private static Function<String, Integer> times() {
    return text -> {
      int times = Integer.parseInt(text);
      if (times < 1 || times > 100_000) {
        throw new IllegalArgumentException();
      }
      return times;
    };
  }
}
