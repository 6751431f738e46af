package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.cep.pattern.MalformedPatternException;

/**
 * Small rules of chance over events of the types a, b and c, with all that the language has: each
 * quantifier, contiguity and skip, {@code until}, {@code greedy}, {@code optional}, and what must
 * not come, between steps and at the end.
 */
final class RandomRules {

  private final Random random;
  private final StringBuilder steps = new StringBuilder();
  private final List<String> names = new ArrayList<>();

  /** Whether the first step is just one event, of which later conditions can speak. */
  private boolean firstIsOne;

  private boolean lastIsOptional;
  private boolean combinations;

  private RandomRules(Random random) {
    this.random = random;
  }

  /** So many rules, r0 and on; what neither the language nor flink-cep knows is left out. */
  static List<Rule> take(int count, Random random) {
    List<Rule> rules = new ArrayList<>();
    while (rules.size() < count) {
      String text = new RandomRules(random).rule("r" + rules.size());
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

  private String rule(String id) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      if (i > 0 && !lastIsOptional && chance(6)) {
        absent("not" + i);
      }
      expected(i);
    }
    if (!lastIsOptional && chance(4)) {
      absent("never");
    }
    return """
    id: %s
    key: userId
    within: %d s
    severity: info
    skip: %s
    steps:
    %snotification: {title: t, message: m}
    """
        .formatted(id, combinations ? 3 + random.nextInt(4) : 3 + random.nextInt(8), skip(), steps);
  }

  private String skip() {
    String step = any(names.toArray(String[]::new));
    return any("none", "toNext", "pastLast", "toFirst " + step, "toLast " + step);
  }

  private void expected(int i) {
    String name = "s" + i;
    names.add(name);
    steps.append("  - {name: ").append(name);
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

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }
}
