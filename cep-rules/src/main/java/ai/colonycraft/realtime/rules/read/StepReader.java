package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Condition;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the steps of a rule, each in the scope of those before it. */
final class StepReader {

  private static final int MAX_STEPS = 20;
  private static final int MAX_TIMES = 10_000;
  private static final String NOT_FOLLOWED_BY = "notFollowedBy";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern TIMES = Pattern.compile("(\\d{1,5})(?:(\\.\\.)(\\d{1,5})?)?");

  private static final String[] KEYS =
      Stream.concat(
              Stream.of(
                  "name",
                  "type",
                  "where",
                  "contiguity",
                  "times",
                  "oneOrMore",
                  "optional",
                  "greedy",
                  "inner",
                  "until",
                  "allOf",
                  "within",
                  "after"),
              MeasureReader.KEYS.stream())
          .toArray(String[]::new);

  /** What an expression can't call a step: words of CEL, and what is there without steps. */
  private static final Set<String> TAKEN =
      Set.of(
          "this",
          "key",
          "start",
          "end",
          "within",
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private final Problems problems;
  private final List<String> names = new ArrayList<>();
  private Scope scope = Scope.empty();

  private final Optional<Duration> within;

  /** Takes the time of the rule, if it is known. */
  StepReader(Problems problems, Optional<Duration> within) {
    this.problems = problems;
    this.within = within;
  }

  /** The names of the steps that events take. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** All steps that events take. */
  Scope scope() {
    return scope;
  }

  List<Step> read(Node node) {
    if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
      problems.add(node, "steps", "expected a list of steps, found " + Section.words(node));
      return List.of();
    }
    if (list.getValue().size() > MAX_STEPS) {
      problems.add(node, "steps", "expected at most %d steps".formatted(MAX_STEPS));
    }
    Set<String> seen = new HashSet<>();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < list.getValue().size(); i++) {
      Section section = new Section("steps[" + i + "]", list.getValue().get(i), problems, KEYS);
      String name = name(section, seen);
      boolean absent =
          section
              .at("contiguity")
              .map(n -> n instanceof ScalarNode s && s.getValue().equals(NOT_FOLLOWED_BY))
              .orElse(false);
      steps.add(absent ? absent(section, name) : expected(section, name, i == 0));
      if (absent && i == 0) {
        problems.add(
            section.node(),
            section.field("contiguity"),
            "the first step can't be notFollowedBy: expected a step that an event takes");
      }
      if (absent && i > 0 && steps.get(i - 1) instanceof Step.Expected e && e.optional()) {
        problems.add(
            section.node(),
            section.field("contiguity"),
            "notFollowedBy can't follow an optional step");
      }
      if (steps.get(i) instanceof Step.Expected counting && counting.measure().isPresent()) {
        counting(section, counting, i > 0 ? steps.get(i - 1) : null);
      }
      if (failsInFlinkCep(steps)) {
        problems.add(
            section.node(),
            section.field("greedy"),
            "flink-cep fails at a loop after notFollowedBy that is optional and greedy and has"
                + " until: leave one of the three out");
      }
    }
    return steps;
  }

  private void counting(Section section, Step.Expected step, Step before) {
    if (before instanceof Step.Expected expected && expected.optional()) {
      problems.add(
          section.node(),
          section.field("name"),
          "a step that counts can't follow an optional step");
    }
    if (step.contiguity() != Contiguity.FOLLOWED_BY) {
      problems.add(
          section.at("contiguity").orElse(section.node()),
          section.field("contiguity"),
          "expected followedBy for a step that counts");
    }
  }

  /** Whether the last step can be reached from a notFollowedBy by optional steps alone. */
  private static boolean failsInFlinkCep(List<Step> steps) {
    int i = steps.size() - 1;
    if (!(steps.get(i) instanceof Step.Expected loop)
        || !loop.optional()
        || !loop.greedy()
        || loop.until().isEmpty()) {
      return false;
    }
    while (i > 0 && steps.get(i) instanceof Step.Expected step && step.optional()) {
      i--;
    }
    return steps.get(i) instanceof Step.Absent;
  }

  private String name(Section section, Set<String> seen) {
    String form = "a word of letters and digits that is no word of CEL";
    section.require("name", form);
    Optional<String> name =
        section.value(
            "name",
            form,
            text -> {
              if (!NAME.matcher(text).matches() || TAKEN.contains(text)) {
                throw new IllegalArgumentException();
              }
              return text;
            });
    name.ifPresent(
        text -> {
          if (!seen.add(text)) {
            problems.add(
                section.at("name").orElseThrow(),
                section.field("name"),
                "expected a name of its own, found \"%s\" again".formatted(text));
          }
        });
    return name.orElse("step");
  }

  private Step absent(Section section, String name) {
    List<String> meaningless =
        new ArrayList<>(
            List.of(
                "times",
                "oneOrMore",
                "optional",
                "greedy",
                "inner",
                "until",
                "allOf",
                "within",
                "after"));
    meaningless.addAll(MeasureReader.KEYS);
    for (String key : meaningless) {
      section
          .at(key)
          .ifPresent(
              node ->
                  problems.add(
                      node, section.field(key), "means nothing to a step that must not come"));
    }
    return new Step.Absent(name, types(section), section.condition("where", scope));
  }

  private Step expected(Section section, String name, boolean first) {
    ShapeReader shape = new ShapeReader(section, problems);
    List<Step.Option> allOf = shape.allOf();
    Quantifier quantifier =
        allOf.isEmpty() ? quantifier(section) : new Quantifier.Exactly(allOf.size());
    boolean optional = section.flag("optional").orElse(false);
    boolean list = optional || quantifier.isMany();
    Contiguity contiguity =
        section.choice("contiguity", contiguities(true)).orElse(Contiguity.FOLLOWED_BY);
    if (first) {
      section
          .at("contiguity")
          .ifPresent(
              node ->
                  problems.add(
                      node, section.field("contiguity"), "means nothing to the first step"));
    }
    Contiguity inner = section.choice("inner", contiguities(false)).orElse(Contiguity.FOLLOWED_BY);
    boolean greedy = section.flag("greedy").orElse(false);
    if (!quantifier.isMany()) {
      for (String key : List.of("inner", "greedy", "until")) {
        section
            .at(key)
            .ifPresent(
                node ->
                    problems.add(
                        node,
                        section.field(key),
                        "means something only to a step that comes more than once"));
      }
    }
    if (section.at("until").isPresent() && !(quantifier instanceof Quantifier.AtLeast)) {
      problems.add(
          section.at("until").get(),
          section.field("until"),
          "ends a loop: expected times: n.. or oneOrMore: true beside it");
    }
    Optional<Measure> measure = new MeasureReader(section, problems, within).read();
    // A loop sees what it has taken so far. What is counted is counted once for a key.
    Scope before = measure.isPresent() ? Scope.empty() : scope;
    Scope own = list ? before.plus(name, true) : before;
    Condition where = section.condition("where", own);
    Optional<Condition> until = section.at("until").map(node -> section.condition("until", own));
    scope = scope.plus(name, list);
    names.add(name);
    return new Step.Expected(
        name,
        allOf.isEmpty() ? types(section) : ShapeReader.types(allOf),
        where,
        contiguity,
        quantifier,
        optional,
        greedy,
        inner,
        until,
        measure,
        allOf,
        shape.gap(first && !quantifier.isMany()));
  }

  private static Set<String> types(Section section) {
    return new HashSet<>(section.words("type", "an event type"));
  }

  private Quantifier quantifier(Section section) {
    boolean oneOrMore = section.flag("oneOrMore").orElse(false);
    Optional<Quantifier> times =
        section.value("times", "n, n.. or n..m, from 1 to " + MAX_TIMES, StepReader::quantifier);
    if (oneOrMore && times.isPresent()) {
      problems.add(
          section.at("oneOrMore").orElseThrow(),
          section.field("oneOrMore"),
          "expected either times or oneOrMore, found both");
    }
    return times.orElse(oneOrMore ? new Quantifier.AtLeast(1) : new Quantifier.Once());
  }

  private static Quantifier quantifier(String text) {
    Matcher m = TIMES.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException();
    }
    int from = Integer.parseInt(m.group(1));
    int to = m.group(3) == null ? from : Integer.parseInt(m.group(3));
    if (from > MAX_TIMES || to > MAX_TIMES) {
      throw new IllegalArgumentException();
    }
    if (m.group(3) != null) {
      return new Quantifier.Between(from, to);
    }
    return m.group(2) != null ? new Quantifier.AtLeast(from) : new Quantifier.Exactly(from);
  }

  private static Map<String, Contiguity> contiguities(boolean withNot) {
    Map<String, Contiguity> words =
        Arrays.stream(Contiguity.values())
            .collect(Collectors.toMap(Contiguity::word, c -> c, (a, b) -> a, LinkedHashMap::new));
    if (withNot) {
      // Never looked up: such a step is read before. It completes the list of words.
      words.put(NOT_FOLLOWED_BY, Contiguity.FOLLOWED_BY);
    }
    return words;
  }
}
