package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The values of the common subset: constants, fields of {@code this}, of a step, and of the first
 * or last event of a list, the size of a list, and arithmetic. What is not of it gives null.
 */
final class FastValues {

  private static final Set<String> ARITHMETIC = Set.of("_+_", "_-_", "_*_", "_/_", "_%_");

  private final CelAbstractSyntaxTree ast;
  private final Scope scope;
  private final LongAdder errors;

  /** Finds an event; null where there is none. */
  private interface Source {
    Event of(Event event, Steps steps);
  }

  FastValues(CelAbstractSyntaxTree ast, Scope scope, LongAdder errors) {
    this.errors = errors;
    this.ast = ast;
    this.scope = scope;
  }

  /** The value, or null. */
  FastValue value(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> {
        Object constant = constant(expr);
        yield constant == null ? null : (event, steps) -> constant;
      }
      case SELECT -> select(expr.select());
      case CALL -> call(expr.call());
      default -> null;
    };
  }

  /** A constant of a plain type, or null. */
  static Object constant(CelExpr expr) {
    if (expr.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return null;
    }
    CelConstant constant = expr.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE -> constant.stringValue();
      case INT64_VALUE -> constant.int64Value();
      case DOUBLE_VALUE -> constant.doubleValue();
      case BOOLEAN_VALUE -> constant.booleanValue();
      default -> null;
    };
  }

  /** Whether an event has a field. */
  FastTruth has(CelExpr.CelSelect select) {
    Field field = Field.named(select.field());
    Source source = source(select.operand());
    if (field == null || source == null) {
      return null;
    }
    return (event, steps) -> {
      Event of = source.of(event, steps);
      return of == null ? Truth.ERROR : Truth.of(of.value(field) != null);
    };
  }

  private FastValue select(CelExpr.CelSelect select) {
    Field field = Field.named(select.field());
    Source source = source(select.operand());
    if (select.testOnly() || field == null || source == null) {
      return null;
    }
    return (event, steps) -> {
      Event of = source.of(event, steps);
      return of == null ? null : of.value(field);
    };
  }

  private Source source(CelExpr expr) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      String name = expr.ident().name();
      if (name.equals(Scope.THIS)) {
        return (event, steps) -> event;
      }
      return Boolean.FALSE.equals(scope.isList(name)) ? first(name) : null;
    }
    if (expr.getKind() != CelExpr.ExprKind.Kind.CALL || expr.call().args().size() != 1) {
      return null;
    }
    String list = list(expr.call().args().get(0));
    if (list == null) {
      return null;
    }
    return switch (expr.call().function()) {
      case "first" -> first(list);
      case "last" -> last(list);
      default -> null;
    };
  }

  private static Source first(String step) {
    return (event, steps) -> {
      List<Event> events = steps.of(step);
      return events.isEmpty() ? null : events.get(0);
    };
  }

  private static Source last(String step) {
    return (event, steps) -> {
      List<Event> events = steps.of(step);
      return events.isEmpty() ? null : events.get(events.size() - 1);
    };
  }

  private String list(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
            && Boolean.TRUE.equals(scope.isList(expr.ident().name()))
        ? expr.ident().name()
        : null;
  }

  private FastValue call(CelExpr.CelCall call) {
    if (call.function().equals("size")) {
      String list = call.args().size() == 1 ? list(call.args().get(0)) : null;
      return list == null ? null : (event, steps) -> (long) steps.of(list).size();
    }
    return ARITHMETIC.contains(call.function()) ? arithmetic(call) : null;
  }

  private FastValue arithmetic(CelExpr.CelCall call) {
    CelType type = ast.getTypeOrThrow(call.args().get(0).id());
    boolean whole = type.equals(SimpleType.INT);
    if (!whole && !type.equals(SimpleType.DOUBLE)) {
      return null;
    }
    FastValue a = value(call.args().get(0));
    FastValue b = value(call.args().get(1));
    if (a == null || b == null) {
      return null;
    }
    String operator = call.function();
    return (event, steps) -> {
      Object left = a.of(event, steps);
      Object right = b.of(event, steps);
      if (left == null || right == null) {
        return null;
      }
      Object result =
          whole
              ? (Object) Numbers.whole(operator, (long) left, (long) right)
              : (Object) Numbers.decimal(operator, (double) left, (double) right);
      if (result == null) {
        errors.increment();
      }
      return result;
    };
  }
}
