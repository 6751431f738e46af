package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** One expression, run by CEL's own interpreter. Thread-safe. */
final class Interpreter {

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(Scope.OPTIONS)
          .addFunctionBindings(
              CelFunctionBinding.fromOverloads(
                  "sum",
                  CelFunctionBinding.from("sum_ints", List.class, Interpreter::sumOfInts),
                  CelFunctionBinding.from("sum_doubles", List.class, Interpreter::sumOfDoubles)))
          .addFunctionBindings(
              CelFunctionBinding.fromOverloads(
                  "first", CelFunctionBinding.from("first_event", List.class, l -> at(l, 0))))
          .addFunctionBindings(
              CelFunctionBinding.fromOverloads(
                  "last",
                  CelFunctionBinding.from("last_event", List.class, l -> at(l, l.size() - 1))))
          .build();

  private final CelRuntime.Program program;
  private final Scope scope;
  private final LongAdder errors;

  /** Counts no errors. */
  Interpreter(CelAbstractSyntaxTree ast, Scope scope) {
    this(ast, scope, new LongAdder());
  }

  /** Counts in {@code errors} the evaluations that failed for another reason than absence. */
  Interpreter(CelAbstractSyntaxTree ast, Scope scope, LongAdder errors) {
    this.scope = scope;
    this.errors = errors;
    try {
      this.program = RUNTIME.createProgram(ast);
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("a checked expression could not be planned", e);
    }
  }

  /** The value of an expression without variables. */
  static Object constant(CelAbstractSyntaxTree ast) throws CelEvaluationException {
    return RUNTIME.createProgram(ast).eval();
  }

  /** What it comes to; empty where CEL has an error, most often of a field that is absent. */
  Optional<Object> value(Event event, Steps steps, Map<String, Object> others) {
    try {
      return Optional.of(program.eval(name -> find(name, event, steps, others)));
    } catch (CelEvaluationException e) {
      if (!isAbsence(e)) {
        errors.increment();
      }
      return Optional.empty();
    }
  }

  /** Whether it is of a field that the event lacks, or a step that no event has taken. */
  private static boolean isAbsence(CelEvaluationException e) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof NoSuchElementException)) {
      cause = cause.getCause();
    }
    return e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND
        || cause instanceof NoSuchElementException;
  }

  /** As {@link #value}, of a condition. */
  Truth truth(Event event, Steps steps) {
    return value(event, steps, Map.of())
        .map(value -> value instanceof Boolean truth ? Truth.of(truth) : Truth.ERROR)
        .orElse(Truth.ERROR);
  }

  private Optional<Object> find(String name, Event event, Steps steps, Map<String, Object> others) {
    if (name.equals(Scope.THIS)) {
      return Optional.ofNullable(event).map(EventView::new);
    }
    Boolean list = scope.isList(name);
    if (list == null) {
      return Optional.ofNullable(others.get(name));
    }
    List<Event> events = steps.of(name);
    if (list) {
      return Optional.of(events.stream().map(EventView::new).toList());
    }
    return events.isEmpty() ? Optional.empty() : Optional.of(new EventView(events.get(0)));
  }

  private static Object at(List<?> list, int index) {
    if (list.isEmpty()) {
      throw new NoSuchElementException("no event has taken this step");
    }
    return list.get(index);
  }

  private static long sumOfInts(List<?> numbers) {
    long sum = 0;
    for (Object number : numbers) {
      sum = Math.addExact(sum, (Long) number);
    }
    return sum;
  }

  private static double sumOfDoubles(List<?> numbers) {
    double sum = 0;
    for (Object number : numbers) {
      sum += ((Number) number).doubleValue();
    }
    return sum;
  }
}
