package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

/** Arithmetic as CEL has it: what overflows or divides a whole number by zero is an error, null. */
final class Numbers {

  /** Up to here a double holds every whole number. */
  private static final long EXACT = 1L << 53;

  private Numbers() {}

  /** Whether it is a number, and not too large to be compared as a double. */
  static boolean isSmallConstant(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && (expr.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE
                && Math.abs(expr.constant().doubleValue()) < EXACT
            || expr.constant().getKind() == CelConstant.Kind.INT64_VALUE
                && Math.abs(expr.constant().int64Value()) < EXACT);
  }

  /** Two whole numbers under one of CEL's operators. */
  static Long whole(String operator, long a, long b) {
    try {
      return switch (operator) {
        case "_+_" -> Math.addExact(a, b);
        case "_-_" -> Math.subtractExact(a, b);
        case "_*_" -> Math.multiplyExact(a, b);
        case "_/_" -> b == 0 || a == Long.MIN_VALUE && b == -1 ? null : (Long) (a / b);
        default -> b == 0 || a == Long.MIN_VALUE && b == -1 ? null : (Long) (a % b);
      };
    } catch (ArithmeticException e) {
      return null;
    }
  }

  /** Two decimals under one of CEL's operators; these have no remainder. */
  static Double decimal(String operator, double a, double b) {
    return switch (operator) {
      case "_+_" -> a + b;
      case "_-_" -> a - b;
      case "_*_" -> a * b;
      default -> a / b;
    };
  }
}
