package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How long the conditions of rules take, as plain predicates and by CEL's interpreter. In the
 * package of both, since nobody else is to choose between them.
 */
public final class ConditionTimes {

  /** How often each is asked in a round, or more. */
  private static final int ASKED = 50_000;

  private static final int ROUNDS = 5;
  private static final int WARM_UP = 2;

  private ConditionTimes() {}

  /** A condition, the interpreter of the same, and events that it is asked of. */
  private record Case(
      String name, Condition fast, Interpreter slow, List<Event> events, Steps steps) {}

  /**
   * The table.
   *
   * @param rules texts by id
   * @param events of which each condition is asked those of its step's types, 20,000 at most
   * @throws IllegalStateException if the two ever differ
   */
  public static String table(Map<String, String> rules, List<Event> events) throws Exception {
    List<Case> cases = cases(rules, events);
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| condition of | predicate, ns | CEL, ns | ratio |%n|---|---:|---:|---:|%n".formatted());
    double fastSum = 0;
    double slowSum = 0;
    for (Case each : cases) {
      double[] fasts = new double[ROUNDS];
      double[] slows = new double[ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double fast = nanos(each, event -> each.fast.holds(event, each.steps));
        double slow = nanos(each, event -> each.slow.truth(event, each.steps) == Truth.TRUE);
        if (round >= 0) {
          fasts[round] = fast;
          slows[round] = slow;
        }
      }
      double fast = median(fasts);
      double slow = median(slows);
      fastSum += fast;
      slowSum += slow;
      table.append(row(each.name + (each.fast.isFast() ? "" : " (part by CEL)"), fast, slow));
    }
    return table
        .append(row("all, in the mean", fastSum / cases.size(), slowSum / cases.size()))
        .toString();
  }

  /** Of one event, in the mean; every pass must come to the same. */
  private static double nanos(Case of, Predicate<Event> condition) {
    int passes = Math.max(1, ASKED / of.events.size());
    long begin = System.nanoTime();
    int held = 0;
    for (int pass = 0; pass < passes; pass++) {
      for (Event event : of.events) {
        held += condition.test(event) ? 1 : 0;
      }
    }
    double nanos = (System.nanoTime() - begin) / (double) (passes * of.events.size());
    long expected = of.events.stream().filter(e -> of.fast.holds(e, of.steps)).count() * passes;
    if (held != expected) {
      throw new IllegalStateException(of.name + " held " + held + " times, not " + expected);
    }
    return nanos;
  }

  private static double median(double[] figures) {
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }

  private static String row(String name, double fast, double slow) {
    return String.format(
        Locale.ROOT, "| %s | %,.0f | %,.0f | %.0f |%n", name, fast, slow, slow / fast);
  }

  private static List<Case> cases(Map<String, String> rules, List<Event> events) throws Exception {
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<String, String> entry : rules.entrySet()) {
      Rule rule = RuleReader.read(entry.getKey(), entry.getValue());
      Scope scope = Scope.empty();
      Map<String, List<Event>> taken = new HashMap<>();
      for (Step step : rule.steps()) {
        boolean list = step instanceof Step.Expected expected && expected.isList();
        Scope own = list ? scope.plus(step.name(), true) : scope;
        List<Event> fit =
            events.stream()
                .filter(e -> step.types().isEmpty() || step.types().contains(e.type()))
                .limit(20_000)
                .toList();
        String source = step.where().source();
        if (!source.equals("true") && !fit.isEmpty()) {
          Interpreter slow =
              new Interpreter(own.value(source, Map.of(Scope.THIS, EventType.EVENT)), own);
          Map<String, List<Event>> before = Map.copyOf(taken);
          cases.add(
              new Case(
                  rule.id() + ", " + step.name(),
                  step.where(),
                  slow,
                  fit,
                  name -> before.getOrDefault(name, List.of())));
        }
        taken.put(step.name(), fit.stream().filter(step::mayBe).limit(list ? 3 : 1).toList());
        scope = scope.plus(step.name(), list);
      }
    }
    return cases;
  }
}
