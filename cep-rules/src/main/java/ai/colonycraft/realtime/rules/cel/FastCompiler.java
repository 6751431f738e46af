package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Turns the common subset of checked CEL into plain predicates: and, or, not, comparisons, {@code
 * in} a list of constants, {@code startsWith}, {@code endsWith}, {@code contains}, {@code has}, and
 * the values of {@link FastValues}. What is not of the subset gives null, and is run by CEL's
 * interpreter. Its results are those of the interpreter, to the error.
 */
final class FastCompiler {

  private static final Set<CelType> PLAIN =
      Set.of(SimpleType.STRING, SimpleType.INT, SimpleType.DOUBLE, SimpleType.BOOL);
  private static final Set<CelType> NUMBERS = Set.of(SimpleType.INT, SimpleType.DOUBLE);

  private final CelAbstractSyntaxTree ast;
  private final FastValues values;

  FastCompiler(CelAbstractSyntaxTree ast, Scope scope, LongAdder errors) {
    this.ast = ast;
    this.values = new FastValues(ast, scope, errors);
  }

  /** The predicate, or null. */
  FastTruth truth(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr);
      case SELECT -> expr.select().testOnly() ? values.has(expr.select()) : null;
      case CALL -> call(expr.call());
      default -> null;
    };
  }

  private static FastTruth constant(CelExpr expr) {
    if (expr.constant().getKind() != dev.cel.common.ast.CelConstant.Kind.BOOLEAN_VALUE) {
      return null;
    }
    Truth truth = Truth.of(expr.constant().booleanValue());
    return (event, steps) -> truth;
  }

  private FastTruth call(CelExpr.CelCall call) {
    List<CelExpr> args = call.args();
    return switch (call.function()) {
      case "_&&_" -> and(truth(args.get(0)), truth(args.get(1)));
      case "_||_" -> or(truth(args.get(0)), truth(args.get(1)));
      case "!_" -> not(truth(args.get(0)));
      case "_==_" -> equal(args);
      case "_!=_" -> not(equal(args));
      case "_<_" -> compare(args, Comparison.LESS);
      case "_<=_" -> compare(args, Comparison.AT_MOST);
      case "_>_" -> compare(args, Comparison.GREATER);
      case "_>=_" -> compare(args, Comparison.AT_LEAST);
      case "@in" -> in(args);
      case "startsWith" -> text(call, String::startsWith);
      case "endsWith" -> text(call, String::endsWith);
      case "contains" -> text(call, String::contains);
      default -> null;
    };
  }

  private static FastTruth and(FastTruth a, FastTruth b) {
    if (a == null || b == null) {
      return null;
    }
    return (event, steps) -> {
      Truth first = a.of(event, steps);
      if (first == Truth.FALSE) {
        return first;
      }
      Truth second = b.of(event, steps);
      return second == Truth.FALSE || first == Truth.TRUE ? second : first;
    };
  }

  private static FastTruth or(FastTruth a, FastTruth b) {
    if (a == null || b == null) {
      return null;
    }
    return (event, steps) -> {
      Truth first = a.of(event, steps);
      if (first == Truth.TRUE) {
        return first;
      }
      Truth second = b.of(event, steps);
      return second == Truth.TRUE || first == Truth.FALSE ? second : first;
    };
  }

  private static FastTruth not(FastTruth a) {
    return a == null ? null : (event, steps) -> a.of(event, steps).not();
  }

  private FastTruth equal(List<CelExpr> args) {
    CelType type = type(args.get(0));
    if (!PLAIN.contains(type) || !type.equals(type(args.get(1)))) {
      return null;
    }
    FastValue a = values.value(args.get(0));
    FastValue b = values.value(args.get(1));
    if (a == null || b == null) {
      return null;
    }
    boolean isDouble = type.equals(SimpleType.DOUBLE);
    return (event, steps) -> {
      Object left = a.of(event, steps);
      Object right = b.of(event, steps);
      if (left == null || right == null) {
        return Truth.ERROR;
      }
      return Truth.of(isDouble ? (double) left == (double) right : left.equals(right));
    };
  }

  private enum Comparison {
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    boolean holds(long a, long b) {
      return switch (this) {
        case LESS -> a < b;
        case AT_MOST -> a <= b;
        case GREATER -> a > b;
        case AT_LEAST -> a >= b;
      };
    }

    boolean holds(double a, double b) {
      return switch (this) {
        case LESS -> a < b;
        case AT_MOST -> a <= b;
        case GREATER -> a > b;
        case AT_LEAST -> a >= b;
      };
    }
  }

  /** Numbers of different types too, as long as a double can hold the whole one. */
  private FastTruth compare(List<CelExpr> args, Comparison comparison) {
    if (!NUMBERS.contains(type(args.get(0))) || !NUMBERS.contains(type(args.get(1)))) {
      return null;
    }
    boolean same = type(args.get(0)).equals(type(args.get(1)));
    if (!same && !Numbers.isSmallConstant(args.get(0)) && !Numbers.isSmallConstant(args.get(1))) {
      return null;
    }
    FastValue a = values.value(args.get(0));
    FastValue b = values.value(args.get(1));
    if (a == null || b == null) {
      return null;
    }
    boolean whole = same && type(args.get(0)).equals(SimpleType.INT);
    return (event, steps) -> {
      Object left = a.of(event, steps);
      Object right = b.of(event, steps);
      if (left == null || right == null) {
        return Truth.ERROR;
      }
      return Truth.of(
          whole
              ? comparison.holds((long) left, (long) right)
              : comparison.holds(((Number) left).doubleValue(), ((Number) right).doubleValue()));
    };
  }

  private FastTruth in(List<CelExpr> args) {
    CelType type = type(args.get(0));
    if (args.get(1).getKind() != CelExpr.ExprKind.Kind.LIST
        || !(type.equals(SimpleType.STRING) || type.equals(SimpleType.INT))) {
      return null;
    }
    List<Object> among = new ArrayList<>();
    for (CelExpr element : args.get(1).list().elements()) {
      Object constant = FastValues.constant(element);
      if (constant == null || !type.equals(type(element))) {
        return null;
      }
      among.add(constant);
    }
    FastValue value = values.value(args.get(0));
    if (value == null) {
      return null;
    }
    Set<Object> set = Set.copyOf(new java.util.HashSet<>(among));
    return (event, steps) -> {
      Object found = value.of(event, steps);
      return found == null ? Truth.ERROR : Truth.of(set.contains(found));
    };
  }

  private interface TextTest {
    boolean test(String text, String part);
  }

  private FastTruth text(CelExpr.CelCall call, TextTest test) {
    if (call.target().isEmpty()) {
      return null;
    }
    FastValue text = values.value(call.target().get());
    FastValue part = values.value(call.args().get(0));
    if (text == null || part == null) {
      return null;
    }
    return (event, steps) -> {
      Object a = text.of(event, steps);
      Object b = part.of(event, steps);
      return a instanceof String whole && b instanceof String piece
          ? Truth.of(test.test(whole, piece))
          : Truth.ERROR;
    };
  }

  private CelType type(CelExpr expr) {
    return ast.getTypeOrThrow(expr.id());
  }
}
