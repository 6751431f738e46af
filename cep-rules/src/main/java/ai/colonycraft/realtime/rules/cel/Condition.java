package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * A checked condition on an event and the steps before it. Where CEL has an error, as of a field
 * that the event lacks, it does not hold. Its parts between {@code &&} are run one by one, those
 * first that speak of the event alone: each as a plain predicate if it is of the common subset, by
 * CEL's interpreter if not. Thread-safe.
 */
public final class Condition {

  /** Holds for every event. */
  public static final Condition TRUE = new Condition("true", Optional.empty());

  private final String source;
  private final Optional<CelAbstractSyntaxTree> ast;
  private final List<Part> ofEvent = new ArrayList<>();
  private final List<Part> ofSteps = new ArrayList<>();
  private final LongAdder errors = new LongAdder();

  /** By step; what an event of it must have in common with the event that is judged. */
  private final Map<String, List<Link>> links = new LinkedHashMap<>();

  /**
   * A part between {@code &&}.
   *
   * @param expression it
   * @param mustHave fields of the event without which it can't hold
   */
  private record Part(FastTruth truth, boolean fast, CelExpr expression, Set<String> mustHave) {}

  Condition(String source, CelAbstractSyntaxTree ast, Scope scope) {
    this(source, Optional.of(ast));
    FastCompiler compiler = new FastCompiler(ast, scope, errors);
    for (CelExpr part : parts(ast.getExpr(), new ArrayList<>())) {
      FastTruth fast = compiler.truth(part);
      FastTruth run = fast;
      if (fast == null) {
        Interpreter interpreter = new Interpreter(Trees.part(ast, part), scope, errors);
        run = interpreter::truth;
      }
      Part made = new Part(run, fast != null, part, Trees.mustHave(part));
      (Trees.speaksOf(part, scope.steps()) ? ofSteps : ofEvent).add(made);
      Link.of(part, scope)
          .ifPresent(link -> links.computeIfAbsent(link.step(), s -> new ArrayList<>()).add(link));
    }
  }

  private Condition(String source, Optional<CelAbstractSyntaxTree> ast) {
    this.source = source;
    this.ast = ast;
  }

  private static List<CelExpr> parts(CelExpr expr, List<CelExpr> into) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.CALL && expr.call().function().equals("_&&_")) {
      expr.call().args().forEach(arg -> parts(arg, into));
    } else {
      into.add(expr);
    }
    return into;
  }

  /** The condition as it was written. */
  public String source() {
    return source;
  }

  /** Whether it holds of an event after these steps. */
  public boolean holds(Event event, Steps steps) {
    return holds(ofEvent, event, Steps.NONE) && holds(ofSteps, event, steps);
  }

  /** False if it holds of this event after no steps whatever. */
  public boolean mayHold(Event event) {
    return holds(ofEvent, event, Steps.NONE);
  }

  /**
   * False if it holds of this event after no steps that were taken by some of these events: one of
   * them must have what the condition demands that a step before has in common with the event.
   */
  public boolean mayHoldAfter(Event event, Iterable<Event> taken) {
    for (List<Link> ofStep : links.values()) {
      boolean found = false;
      for (Event earlier : taken) {
        if (joins(ofStep, event, earlier)) {
          found = true;
          break;
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@link #mayHoldAfter} can be false at all. */
  public boolean hasLinks() {
    return !links.isEmpty();
  }

  private static boolean joins(List<Link> links, Event event, Event earlier) {
    for (int i = 0; i < links.size(); i++) {
      if (!links.get(i).joins(event, earlier)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(List<Part> parts, Event event, Steps steps) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).truth.of(event, steps) != Truth.TRUE) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many evaluations had an error since the last call, such as a division by zero or a text
   * that is no pattern. That a field is absent, or a step not taken, is none.
   */
  public long takeErrors() {
    return errors.sumThenReset();
  }

  /** Whether all of it runs without CEL's interpreter. */
  public boolean isFast() {
    return ofEvent.stream().allMatch(Part::fast) && ofSteps.stream().allMatch(Part::fast);
  }

  /** Fields of the event, by their names in JSON, without which it can't hold. */
  public Set<String> mustHave() {
    Set<String> all = new java.util.TreeSet<>();
    ofEvent.forEach(part -> all.addAll(part.mustHave));
    ofSteps.forEach(part -> all.addAll(part.mustHave));
    return all;
  }

  /**
   * Why it can hold for no event whatever, as far as the expression shows; the reason has the
   * place.
   *
   * @param type the event's type, if it is known
   * @param emptyStep a step that no event has taken yet, if there is such a one
   */
  public Optional<Issue> contradiction(Optional<String> type, Optional<String> emptyStep) {
    return ast.flatMap(tree -> new Possible(tree, type, emptyStep).contradiction());
  }

  /** A message at the place where it first reads a field of the event. */
  public Optional<Issue> issueAt(String field, String message) {
    return ast.flatMap(
        tree ->
            Trees.selects(tree.getExpr()).stream()
                .filter(select -> Trees.fieldOfThis(select).filter(field::equals).isPresent())
                .findFirst()
                .map(select -> Trees.issue(tree, select, message)));
  }

  /** Its parts, all of which must hold, in CEL's words. */
  public List<String> parts() {
    return ast.map(
            tree ->
                parts(tree.getExpr(), new ArrayList<>()).stream()
                    .map(part -> Trees.words(tree, part))
                    .toList())
        .orElse(List.of());
  }

  @Override
  public String toString() {
    return source;
  }
}
