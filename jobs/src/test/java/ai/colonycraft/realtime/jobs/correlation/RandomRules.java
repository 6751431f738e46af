package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.lint.Linter;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.Draft;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.cep.pattern.MalformedPatternException;

/**
 * Small rules of chance over events of the types a, b and c, with all that the language has: each
 * quantifier, contiguity and skip, {@code until}, {@code greedy}, {@code optional}, what must not
 * come, between steps and at the end, events in any order, times between events, counting steps,
 * and such that compare with what is usual or with other groups.
 */
final class RandomRules {

  private final Random random;
  private final StringBuilder steps = new StringBuilder();
  private final List<String> names = new ArrayList<>();

  /** Those of just one event. */
  private final Set<String> singles = new HashSet<>();

  /** Whether the first step is just one event, of which later conditions can speak. */
  private boolean firstIsOne;

  private boolean lastIsOptional;

  /** Whether it compares with what is usual; then it has no other step. */
  private boolean learns;

  private boolean combinations;

  /** Whether keys, severities, cool-downs, incidents and all kinds of conditions vary too. */
  private final boolean all;

  private RandomRules(Random random, boolean all) {
    this.random = random;
    this.all = all;
  }

  /** So many rules, r0 and on; what neither the language nor flink-cep knows is left out. */
  static List<Rule> take(int count, Random random) {
    List<Rule> rules = new ArrayList<>();
    while (rules.size() < count) {
      String text = new RandomRules(random, false).rule("r" + rules.size());
      try {
        Rule rule = RuleReader.read("random", text);
        new RuleMatcher(rule);
        rules.add(rule);
      } catch (InvalidRuleException | MalformedPatternException e) {
        // Some of what chance puts together is no rule: another one, then.
      }
    }
    return rules;
  }

  /**
   * The same rule, whose first step does not count: what takes it has the unknown field {@code
   * takes}.
   */
  static String uncounted(String text) {
    return text.replaceFirst(
        "(count|rate|sum|avg|max|distinct|share): \\{([^{}]|\\{[^{}]*})*}",
        "where: \"has(this.extra.takes) && this.extra.takes == true\"");
  }

  /** The text of a rule with all that the language has, one that {@code rules check} passes. */
  static String checked(String id, Random random) {
    while (true) {
      String text = new RandomRules(random, true).rule(id);
      Draft draft = RuleReader.draft(id, text);
      try {
        if (draft.rule().isPresent()
            && Linter.lint(draft, Linter.RATE).stream().noneMatch(Finding::isError)) {
          new RuleMatcher(draft.rule().get());
          return text;
        }
      } catch (MalformedPatternException e) {
        // What check refuses too: another one, then.
      }
    }
  }

  private String rule(String id) {
    int count = 1 + random.nextInt(3);
    boolean counts = all && chance(4);
    for (int i = 0; i < count; i++) {
      if (i == 0 && counts) {
        counting(count == 1);
        continue;
      }
      if (i > 0 && !lastIsOptional && chance(6)) {
        absent("not" + i);
      }
      expected(i);
    }
    if (!lastIsOptional && !learns && chance(4)) {
      absent("never");
    }
    return """
    id: %s
    key: %s
    within: %d s
    %sskip: %s
    steps:
    %snotification: {title: t, message: "%s"}
    """
        .formatted(
            id,
            all ? any("userId", "userId", "colonyId", "service", "none") : "userId",
            combinations ? 3 + random.nextInt(4) : 3 + random.nextInt(8),
            all ? life() : "severity: info\n",
            skip(),
            steps,
            all ? message() : "m");
  }

  /** Severity, cool-down, and what makes and ends incidents. */
  private String life() {
    if (random.nextBoolean()) {
      return "severity: info\n"
          + (chance(3) ? "cooldown: " + (1 + random.nextInt(9)) + " s\n" : "");
    }
    StringBuilder life = new StringBuilder("severity: ").append(any("warning", "critical"));
    life.append('\n');
    if (random.nextBoolean()) {
      String step = names.get(0);
      String field = any("version", "tokens", "region");
      String of = singles.contains(step) ? step : any("first", "last") + "(" + step + ")";
      life.append("identity: [").append(of).append('.').append(field).append("]\n");
    }
    if (random.nextBoolean()) {
      life.append("resolve: {type: ").append(any("a", "b", "c"));
      life.append(chance(2) ? ", where: this.tokens > 1" : "");
      life.append(chance(3) ? ", same: []" : "").append("}\n");
    }
    if (random.nextBoolean()) {
      life.append("expires: ").append(1 + random.nextInt(20)).append(" s\n");
    }
    return life.toString();
  }

  /** Names the events of each step. */
  private String message() {
    StringBuilder message = new StringBuilder();
    for (String name : names) {
      message.append(name).append('=');
      message.append(
          singles.contains(name)
              ? "${" + name + ".responseBytes}"
              : "${sum(" + name + ".map(e, e.responseBytes))}");
      message.append(' ');
    }
    return message.toString().strip();
  }

  private String skip() {
    String step = any(names.toArray(String[]::new));
    return any("none", "toNext", "pastLast", "toFirst " + step, "toLast " + step);
  }

  private void expected(int i) {
    String name = "s" + i;
    names.add(name);
    steps.append("  - {name: ").append(name);
    if (all && i > 0 && chance(4)) {
      steps.append(
          any(", within: 2 s", ", after: 1 s", ", after: 500 ms, within: 3 s", ", within: 900 ms"));
    }
    if (all && chance(8)) {
      inAnyOrder(i);
      return;
    }
    if (random.nextBoolean()) {
      steps.append(", type: ").append(any("a", "b", "c"));
    }
    if (i > 0) {
      steps.append(", contiguity: ").append(any("next", "followedBy", "followedByAny"));
    }
    boolean many = chance(3);
    lastIsOptional = chance(5);
    steps.append(", where: \"").append(where(i, many)).append('"');
    if (many) {
      String times = any("2", "2..", "1..2", "1..", "3");
      steps.append(", times: ").append(times);
      String inner = any("next", "followedBy", "followedByAny");
      combinations |= inner.equals("followedByAny");
      steps.append(", inner: ").append(inner);
      if (times.endsWith("..") && random.nextBoolean()) {
        steps.append(", until: \"");
        steps.append(any("this.tokens == 3", "size(" + name + ") > 2", "this.type == 'c'"));
        steps.append('"');
      }
      if (chance(4)) {
        steps.append(", greedy: true");
      }
    }
    if (lastIsOptional) {
      steps.append(", optional: true");
    }
    steps.append("}\n");
    firstIsOne |= i == 0 && !many && !lastIsOptional;
    if (!many && !lastIsOptional) {
      singles.add(name);
    }
  }

  /** Two or three events in any order. */
  private void inAnyOrder(int i) {
    lastIsOptional = false;
    if (i > 0) {
      steps.append(", contiguity: ").append(any("next", "followedBy"));
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                "{type: a}",
                "{type: b, where: this.tokens > 0}",
                "{type: [b, c]}",
                "{where: this.tokens == 2}",
                "{type: c, where: has(this.version)}"));
    Collections.shuffle(options, random);
    steps.append(", allOf: [");
    steps.append(String.join(", ", options.subList(0, 2 + random.nextInt(2)))).append("]}\n");
  }

  /**
   * A first step that counts; {@link PlainMeasure} knows which events take it.
   *
   * @param alone whether it is the only step
   */
  private void counting(boolean alone) {
    String limit = any("at least", "above") + ": ";
    String where = any("", ", where: this.tokens != 1", ", where: has(this.version)");
    String measure =
        switch (random.nextInt(7)) {
          case 0 -> "count: {" + limit + (1 + random.nextInt(4)) + where;
          case 1 -> "rate: {" + limit + any("0.5", "1", "1.5") + where;
          case 2 -> "sum: {of: tokens, " + limit + (2 + random.nextInt(6)) + where;
          case 3 ->
              "avg: {of: tokens, from: 2, " + any("at most", "below") + ": " + any("1", "1.5");
          case 4 -> "max: {of: tokens, " + limit + random.nextInt(3) + where;
          case 5 -> "distinct: {of: version, " + limit + (1 + random.nextInt(2)) + where;
          default ->
              "share: {from: 2, "
                  + any("at least", "below")
                  + any(": 40 %", ": 0.7")
                  + ", where: this.tokens > 1";
        };
    names.add("s0");
    singles.add("s0");
    firstIsOne = true;
    steps.append("  - {name: s0, ");
    steps.append(chance(4) ? "" : "type: " + any("a", "b", "[a, b]") + ", ");
    steps.append(measure).append(chance(2) ? ", within: 2 s" : "");
    boolean isUpper = measure.contains("at least") || measure.contains("above");
    if (measure.startsWith("distinct")) {
      steps.append("}}\n");
      return;
    }
    if ((measure.startsWith("avg") || measure.startsWith("share")) && chance(2)) {
      steps.append(", against: {group: version, with: ").append(any("before", "rest"));
      steps.append(", times: ").append(isUpper ? any("1", "1.3") : any("1", "0.8")).append('}');
    } else if (alone && chance(2)) {
      learns = true;
      steps.append(", usual: {over: ").append(any("20 s", "30 s", "1 min")).append(", times: ");
      steps.append(isUpper ? any("1", "1.2") : any("1", "0.9"));
      steps.append(chance(3) ? ", deviations: 0.5" : "").append('}');
    }
    steps.append("}}\n");
  }

  private void absent(String name) {
    steps.append("  - {name: ").append(name).append(", contiguity: notFollowedBy, type: ");
    steps.append(any("a", "b", "c"));
    if (firstIsOne && random.nextBoolean()) {
      steps.append(", where: this.version == s0.version");
    }
    steps.append("}\n");
  }

  private String where(int i, boolean many) {
    if (all && random.nextBoolean()) {
      return anyWhere(i, many || lastIsOptional);
    }
    return switch (random.nextInt(6)) {
      case 0 -> "this.tokens >= " + random.nextInt(3);
      case 1 -> i > 0 ? "this.tokens > 0 || this.type == 'a'" : "this.tokens != 1";
      case 2 -> many ? "size(s" + i + ") < 2 || this.tokens > 1" : "!(this.tokens == 2)";
      case 3 -> i > 0 && firstIsOne ? "this.version == s0.version" : "true";
      case 4 ->
          i > 0 && firstIsOne ? "s0.version == this.version && this.tokens != s0.tokens" : "true";
      default -> "true";
    };
  }

  /** What flink-cep has no part in: functions, unknown fields, errors, and lists of events. */
  private String anyWhere(int i, boolean list) {
    String own = "s" + i;
    String before = i == 0 ? "" : names.get(random.nextInt(i));
    return switch (random.nextInt(i == 0 ? 8 : 12)) {
      case 0 -> "has(this.region)";
      case 1 -> "this.extra['ip'] == 'ip" + random.nextInt(2) + "'";
      case 2 -> "this.version.matches('v[01]')";
      case 3 -> "12 / this.tokens > 4";
      case 4 -> "!has(this.tokens) || this.version in ['v0', 'v2']";
      case 5 -> "this.region.startsWith(this.version) || this.tokens >= 1";
      case 6 -> list ? "sum(" + own + ".map(e, e.tokens)) < 4" : "this.tokens % 2 == 0";
      case 7 ->
          list
              ? "size(" + own + ") == 0 || this.timestamp - first(" + own + ").timestamp < 2500"
              : "'v1'.matches(this.version)";
      case 8 ->
          singles.contains(before)
              ? "this.timestamp - " + before + ".timestamp < " + (1 + random.nextInt(5)) + "000"
              : "size(" + before + ") < " + (1 + random.nextInt(3));
      case 9 ->
          singles.contains(before)
              ? "this.version != " + before + ".version"
              : before + ".exists(e, e.version == this.version)";
      case 10 ->
          singles.contains(before)
              ? "this.tokens / " + before + ".tokens >= 1"
              : "last(" + before + ").version == this.version";
      default ->
          singles.contains(before)
              ? "has(" + before + ".region) && this.region == " + before + ".region"
              : "sum(" + before + ".map(e, e.tokens)) + this.tokens > 2";
    };
  }

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }
}
