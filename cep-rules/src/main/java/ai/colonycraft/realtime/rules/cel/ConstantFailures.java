package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the calls in a checked expression that fail for every event, since their constant arguments
 * do: a pattern that is none, a duration or time that can't be read, a division by zero. CEL finds
 * them only when the expression runs, and the condition then never holds. Constants are evaluated
 * by CEL itself.
 */
final class ConstantFailures {

  private static final Pattern PREFIX = Pattern.compile("^evaluation error(?: at \\S+)?: ");
  private static final Map<String, String> MENDS =
      Map.of(
          "matches",
          "; write a pattern of RE2, which has no look-ahead, look-behind or back-reference",
          "duration",
          "; write a duration such as '90s' or '1h30m'",
          "timestamp",
          "; write a time such as '2026-01-31T12:00:00Z'");
  private static final Set<String> DIVISIONS = Set.of("_/_", "_%_");

  private final CelAbstractSyntaxTree ast;
  private final Compiler compiler;
  private final List<Issue> issues = new ArrayList<>();

  /** Compiles an expression without variables. */
  interface Compiler {
    /** The checked tree. */
    CelAbstractSyntaxTree compile(String source) throws InvalidExpressionException;
  }

  private ConstantFailures(CelAbstractSyntaxTree ast, Compiler compiler) {
    this.ast = ast;
    this.compiler = compiler;
  }

  /** An issue for each such call, at its place. */
  static List<Issue> of(CelAbstractSyntaxTree ast, Compiler compiler) {
    ConstantFailures failures = new ConstantFailures(ast, compiler);
    failures.look(ast.getExpr());
    return failures.issues;
  }

  private void look(CelExpr expr) {
    int before = issues.size();
    Trees.children(expr).forEach(this::look);
    if (issues.size() == before && expr.getKind() == ExprKind.Kind.CALL) {
      failure(expr).ifPresent(why -> add(expr, why));
    }
  }

  private void add(CelExpr expr, String why) {
    String mend = MENDS.getOrDefault(expr.call().function(), "");
    issues.add(
        Trees.issue(
            ast,
            expr,
            "%s fails for every event: %s%s".formatted(Trees.words(ast, expr), why, mend)));
  }

  private Optional<String> failure(CelExpr expr) {
    if (isConstant(expr)) {
      return failure(Trees.part(ast, expr));
    }
    List<CelExpr> args = expr.call().args();
    CelExpr last = args.isEmpty() ? null : args.get(args.size() - 1);
    if (last == null || !isConstant(last)) {
      return Optional.empty();
    }
    String function = expr.call().function();
    if (function.equals("matches")) {
      return failureOf("''.matches(%s)", last);
    } else if (function.startsWith("get") && expr.call().target().isPresent()) {
      return failureOf("timestamp(0)." + function + "(%s)", last);
    }
    return DIVISIONS.contains(function) && isZero(last)
        ? Optional.of("a whole number is divided by zero")
        : Optional.empty();
  }

  /** How a call with this text as its argument fails whatever it is called on. */
  private Optional<String> failureOf(String call, CelExpr argument) {
    try {
      return value(argument) instanceof String text
          ? failure(compiler.compile(call.formatted(quoted(text))))
          : Optional.empty();
    } catch (InvalidExpressionException e) {
      return Optional.empty();
    }
  }

  /** A literal of CEL. */
  private static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '\\' || c == '"') {
        literal.append('\\').append(c);
      } else if (c < ' ') {
        literal.append("\\u%04x".formatted((int) c));
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }

  private static Optional<String> failure(CelAbstractSyntaxTree constant) {
    try {
      Interpreter.constant(constant);
      return Optional.empty();
    } catch (CelEvaluationException e) {
      return Optional.of(PREFIX.matcher(e.getMessage()).replaceFirst(""));
    } catch (StackOverflowError e) {
      return Optional.of("it is nested too deeply");
    }
  }

  /** Of whole numbers, signed or not: a decimal can be divided by zero. */
  private boolean isZero(CelExpr constant) {
    return value(constant) instanceof Number number
        && !(number instanceof Double)
        && number.longValue() == 0;
  }

  /** The value of a constant that does not fail; null otherwise. */
  private Object value(CelExpr constant) {
    try {
      return Interpreter.constant(Trees.part(ast, constant));
    } catch (CelEvaluationException e) {
      return null;
    }
  }

  private static boolean isConstant(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> true;
      case LIST, MAP, CALL -> Trees.children(expr).stream().allMatch(ConstantFailures::isConstant);
      default -> false;
    };
  }
}
