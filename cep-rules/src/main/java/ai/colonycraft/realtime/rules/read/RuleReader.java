package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Lifecycle;
import ai.colonycraft.realtime.rules.Message;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.InvalidExpressionException;
import ai.colonycraft.realtime.rules.cel.Scope;
import ai.colonycraft.realtime.rules.cel.Template;
import java.io.StringReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads one rule from YAML; JSON is YAML too. It finds every problem of the text in one go. The
 * form is described for editors by {@code rule.schema.json}.
 */
public final class RuleReader {

  /** A longer text is refused. */
  public static final int MAX_CHARACTERS = 64 * 1024;

  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final String file;
  private final String text;
  private final Problems problems;
  private String id = "";
  private List<Step> steps = List.of();

  private RuleReader(String file, String text) {
    this.file = file;
    this.text = text;
    this.problems = new Problems(file, text);
  }

  /**
   * Reads a rule.
   *
   * @param file what problems call the place it comes from
   * @throws InvalidRuleException with every problem found
   */
  public static Rule read(String file, String text) throws InvalidRuleException {
    Draft draft = draft(file, text);
    if (!draft.problems().isEmpty()) {
      throw new InvalidRuleException(draft.problems());
    }
    return draft.rule().orElseThrow();
  }

  /** Reads a text as far as it can be read. */
  public static Draft draft(String file, String text) {
    return new RuleReader(file, text).draft();
  }

  private Draft draft() {
    Optional<Rule> sketch;
    try {
      sketch = sketch();
    } catch (InvalidRuleException e) {
      sketch = Optional.empty();
    }
    return new Draft(file, text, id, steps, sketch, problems.all());
  }

  private Optional<Rule> sketch() throws InvalidRuleException {
    if (text.length() > MAX_CHARACTERS) {
      throw refuse(
          "expected at most %d characters, found %d".formatted(MAX_CHARACTERS, text.length()));
    }
    return rule(root());
  }

  private Node root() throws InvalidRuleException {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      problems.add(e.getProblemMark(), "", "not YAML: " + e.getProblem());
      throw new InvalidRuleException(problems.all());
    } catch (YAMLException e) {
      throw refuse("not YAML: " + e.getMessage());
    }
    if (root == null) {
      throw refuse("expected a rule, found nothing");
    }
    return root;
  }

  private InvalidRuleException refuse(String message) {
    problems.add((org.yaml.snakeyaml.error.Mark) null, "", message);
    return new InvalidRuleException(problems.all());
  }

  private Optional<Rule> rule(Node root) {
    Section section =
        new Section(
            "",
            root,
            problems,
            "id",
            "description",
            "enabled",
            "key",
            "within",
            "severity",
            "cooldown",
            "identity",
            "resolve",
            "expires",
            "skip",
            "steps",
            "notification");
    Optional<String> id = section.value("id", "lower-case words with hyphens between", this::id);
    id.ifPresent(
        known -> {
          this.id = known;
          problems.of(known);
        });
    section.require("id", "lower-case words with hyphens between");
    section.require("key", KeyReader.FORM);
    section.require("within", "a duration: a match without one waits forever");
    section.require("severity", "one of " + String.join(", ", severities().keySet()));
    section.require("steps", "a list of steps");
    section.require("notification", "a title and a message");
    Optional<Duration> within = section.duration("within");
    StepReader reader = new StepReader(problems, within);
    steps = section.at("steps").map(reader::read).orElse(List.of());
    Optional<Message> message =
        section.at("notification").flatMap(node -> message(node, reader.scope()));
    Skip skip = skip(section, reader.names());
    Optional<Key> key = new KeyReader(section, problems).read();
    Optional<Severity> severity = section.choice("severity", severities());
    boolean enabled = section.flag("enabled").orElse(true);
    Duration cooldown = section.duration("cooldown").orElse(cooldown(severity));
    Lifecycle lifecycle =
        new LifecycleReader(section, problems, reader.scope())
            .read(severity, longer(cooldown, within.orElse(cooldown)));
    String description =
        section.scalar("description", "a text").map(ScalarNode::getValue).orElse("");
    if (!problems.areOfExpressions()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            id.orElseThrow(),
            description,
            enabled,
            key.orElseThrow(),
            within.orElseThrow(),
            severity.orElseThrow(),
            cooldown,
            skip,
            steps,
            lifecycle,
            message.orElse(Message.NONE),
            text));
  }

  /** What a rule has that names none: one that counts is not emitted again within its window. */
  private Duration cooldown(Optional<Severity> severity) {
    boolean counts =
        severity.filter(Severity.INFO::equals).isPresent()
            && !steps.isEmpty()
            && steps.get(0) instanceof Step.Expected first
            && first.measure().isPresent();
    return counts ? ((Step.Expected) steps.get(0)).measure().orElseThrow().within() : Duration.ZERO;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private String id(String value) {
    if (!ID.matcher(value).matches() || value.length() > 100) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private Optional<Message> message(Node node, Scope scope) {
    Section section =
        new Section("notification", node, problems, "title", "message", "context", "actionUrl");
    section.require("title", "a few words");
    section.require("message", "a sentence");
    Optional<Template> title = template(section, "title", scope);
    Optional<Template> message = template(section, "message", scope);
    Map<String, Template> context = new LinkedHashMap<>();
    section
        .at("context")
        .map(values -> new Section("notification.context", values, problems))
        .ifPresent(
            values ->
                values
                    .keys()
                    .forEach(
                        key -> template(values, key, scope).ifPresent(t -> context.put(key, t))));
    Optional<Template> url = template(section, "actionUrl", scope);
    return title.isEmpty() || message.isEmpty()
        ? Optional.empty()
        : Optional.of(new Message(title.get(), message.get(), context, url));
  }

  private Optional<Template> template(Section section, String key, Scope scope) {
    Optional<ScalarNode> scalar = section.scalar(key, "a text, with values as ${…}");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Template.read(scalar.get().getValue(), scope));
    } catch (InvalidExpressionException e) {
      problems.add(scalar.get(), section.field(key), e);
      return Optional.empty();
    }
  }

  private Skip skip(Section section, List<String> steps) {
    String form = "none, toNext, pastLast, toFirst STEP or toLast STEP";
    return section
        .value(
            "skip", form + " with one of " + String.join(", ", steps), value -> skip(value, steps))
        .orElse(new Skip.PastLast());
  }

  private static Skip skip(String value, List<String> steps) {
    String[] words = value.strip().split("\\s+");
    if (words.length == 2 && steps.contains(words[1])) {
      switch (words[0]) {
        case "toFirst":
          return new Skip.ToFirst(words[1]);
        case "toLast":
          return new Skip.ToLast(words[1]);
        default:
      }
    }
    return switch (value) {
      case "none" -> new Skip.None();
      case "toNext" -> new Skip.ToNext();
      case "pastLast" -> new Skip.PastLast();
      default -> throw new IllegalArgumentException();
    };
  }

  private static Map<String, Severity> severities() {
    return Arrays.stream(Severity.values())
        .collect(Collectors.toMap(Severity::word, s -> s, (a, b) -> a, LinkedHashMap::new));
  }
}
