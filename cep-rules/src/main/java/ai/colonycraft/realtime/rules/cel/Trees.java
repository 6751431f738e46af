package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparserFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Static helpers that inspect the syntax trees of CEL expressions. */
final class Trees {

  /** What can be true although a side of it has no value, or is false. */
  private static final Set<String> UNSURE = Set.of("!_", "_?_:_", "@not_strictly_false");

  private Trees() {}

  /** A part of a checked tree as a tree of its own. */
  static CelAbstractSyntaxTree part(CelAbstractSyntaxTree ast, CelExpr part) {
    return CelAbstractSyntaxTree.newCheckedAst(
        part, ast.getSource(), ast.getReferenceMap(), ast.getTypeMap());
  }

  /** Whether one of these names occurs in it. */
  static boolean speaksOf(CelExpr expr, Collection<String> names) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      return names.contains(expr.ident().name());
    }
    return children(expr).stream().anyMatch(child -> speaksOf(child, names));
  }

  /** The field of {@code this} that it selects, if it is just that. */
  static Optional<String> fieldOfThis(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.SELECT
            && expr.select().operand().getKind() == CelExpr.ExprKind.Kind.IDENT
            && expr.select().operand().ident().name().equals(Scope.THIS)
        ? Optional.of(expr.select().field())
        : Optional.empty();
  }

  /**
   * Fields of {@code this} without which the expression can't be true: those that it reads in any
   * case. Of a choice ({@code ||} and the like), those that every side reads.
   */
  static Set<String> mustHave(CelExpr expr) {
    Set<String> must = new TreeSet<>();
    Optional<String> field = fieldOfThis(expr);
    if (field.isPresent() && !field.get().equals(EventType.EXTRA)) {
      must.add(field.get());
      return must;
    }
    switch (expr.getKind()) {
      case CALL -> {
        CelExpr.CelCall call = expr.call();
        if (call.function().equals("_||_")) {
          must.addAll(mustHave(call.args().get(0)));
          must.retainAll(mustHave(call.args().get(1)));
        } else if (!UNSURE.contains(call.function())) {
          children(expr).forEach(child -> must.addAll(mustHave(child)));
        }
      }
      case SELECT, LIST -> children(expr).forEach(child -> must.addAll(mustHave(child)));
      default -> {}
    }
    return must;
  }

  /** An issue with a part of an expression, at the place where that part begins. */
  static Issue issue(CelAbstractSyntaxTree ast, CelExpr part, String message) {
    int offset = begin(ast.getSource(), part, Integer.MAX_VALUE);
    return ast.getSource()
        .getOffsetLocation(offset == Integer.MAX_VALUE ? 0 : offset)
        .map(place -> new Issue(place.getLine(), place.getColumn(), message))
        .orElse(new Issue(1, 0, message));
  }

  /** CEL notes for a comparison where its operator is, for a field where its dot is. */
  private static int begin(CelSource source, CelExpr expr, int least) {
    int begin = Math.min(least, source.getPositionsMap().getOrDefault(expr.id(), least));
    for (CelExpr child : children(expr)) {
      begin = begin(source, child, begin);
    }
    return begin;
  }

  /** A part of an expression in CEL's own words. */
  static String words(CelAbstractSyntaxTree ast, CelExpr part) {
    return CelUnparserFactory.newUnparser().unparse(part(ast, part));
  }

  /** Whether it is a step, or the first or last event of one. */
  static boolean isOf(CelExpr expr, String step) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.CALL
        && Set.of("first", "last").contains(expr.call().function())) {
      return isOf(expr.call().args().get(0), step);
    }
    return expr.getKind() == CelExpr.ExprKind.Kind.IDENT && expr.ident().name().equals(step);
  }

  /** The fields that are selected of {@code this} or of steps, wherever in the expression. */
  static List<CelExpr> selects(CelExpr expr) {
    List<CelExpr> found = new ArrayList<>();
    if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT && !expr.select().testOnly()) {
      found.add(expr);
    }
    children(expr).forEach(child -> found.addAll(selects(child)));
    return found;
  }

  /** The parts of which it is made, in no order. */
  static List<CelExpr> children(CelExpr expr) {
    return switch (expr.getKind()) {
      case SELECT -> List.of(expr.select().operand());
      case CALL -> {
        List<CelExpr> all = new ArrayList<>(expr.call().args());
        expr.call().target().ifPresent(all::add);
        yield all;
      }
      case LIST -> expr.list().elements();
      case MAP -> {
        List<CelExpr> all = new ArrayList<>();
        expr.map()
            .entries()
            .forEach(
                entry -> {
                  all.add(entry.key());
                  all.add(entry.value());
                });
        yield all;
      }
      case COMPREHENSION ->
          List.of(
              expr.comprehension().iterRange(),
              expr.comprehension().accuInit(),
              expr.comprehension().loopCondition(),
              expr.comprehension().loopStep(),
              expr.comprehension().result());
      default -> List.of();
    };
  }
}
