package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a condition apart into cases, one of which must be so for it to be true: each is a list of
 * facts, an empty one where nothing is known. CEL's errors count as neither true nor false.
 */
final class Facts {

  /** What {@link #term} calls the event's type. */
  static final String TYPE = Scope.THIS + ".type";

  /** A condition of more cases is not looked at. */
  private static final int MAX_CASES = 200;

  private static final List<List<Fact>> UNKNOWN = List.of(List.of());
  private static final Set<String> LAZY = Set.of("_&&_", "_||_", "_?_:_", "@not_strictly_false");
  private static final Map<String, Restriction.Relation> RELATIONS =
      Map.of(
          "_==_", Restriction.Relation.EQUAL,
          "_!=_", Restriction.Relation.UNEQUAL,
          "_<_", Restriction.Relation.LESS,
          "_<=_", Restriction.Relation.AT_MOST,
          "_>_", Restriction.Relation.GREATER,
          "_>=_", Restriction.Relation.AT_LEAST,
          "startsWith", Restriction.Relation.STARTS,
          "endsWith", Restriction.Relation.ENDS,
          "contains", Restriction.Relation.CONTAINS);
  private static final Map<Restriction.Relation, Set<Order>> ORDERS =
      Map.of(
          Restriction.Relation.EQUAL, EnumSet.of(Order.SAME),
          Restriction.Relation.UNEQUAL, EnumSet.of(Order.LESS, Order.GREATER),
          Restriction.Relation.LESS, EnumSet.of(Order.LESS),
          Restriction.Relation.AT_MOST, EnumSet.of(Order.LESS, Order.SAME),
          Restriction.Relation.GREATER, EnumSet.of(Order.GREATER),
          Restriction.Relation.AT_LEAST, EnumSet.of(Order.GREATER, Order.SAME));

  private final Optional<String> emptyStep;

  /** Takes a step that no event has taken yet, if there is such a one. */
  Facts(Optional<String> emptyStep) {
    this.emptyStep = emptyStep;
  }

  /** The cases in which an expression is true, or false. */
  List<List<Fact>> cases(CelExpr expr, boolean wanted) {
    if (failsWhileEmpty(expr)) {
      return List.of(List.of(new Fact.Never(expr)));
    }
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr, wanted);
      case SELECT -> selected(expr, wanted);
      case CALL -> call(expr, wanted);
      default -> UNKNOWN;
    };
  }

  private List<List<Fact>> constant(CelExpr expr, boolean wanted) {
    return FastValues.constant(expr) instanceof Boolean truth && truth != wanted
        ? List.of(List.of(new Fact.Never(expr)))
        : UNKNOWN;
  }

  private List<List<Fact>> selected(CelExpr expr, boolean wanted) {
    if (!expr.select().testOnly()) {
      return UNKNOWN;
    }
    String operand = term(expr.select().operand());
    if (operand == null) {
      return UNKNOWN;
    }
    return List.of(List.of(new Fact.Presence(expr, operand + "." + expr.select().field(), wanted)));
  }

  private List<List<Fact>> call(CelExpr expr, boolean wanted) {
    List<CelExpr> args = expr.call().args();
    return switch (expr.call().function()) {
      case "!_" -> cases(args.get(0), !wanted);
      case "_&&_" -> wanted ? both(args, true) : either(args, false);
      case "_||_" -> wanted ? either(args, true) : both(args, false);
      case "_?_:_" ->
          either(
              both(cases(args.get(0), true), cases(args.get(1), wanted)),
              both(cases(args.get(0), false), cases(args.get(2), wanted)));
      case "@in" -> among(expr, args, wanted);
      default -> comparison(expr, wanted);
    };
  }

  private List<List<Fact>> both(List<CelExpr> args, boolean wanted) {
    return both(cases(args.get(0), wanted), cases(args.get(1), wanted));
  }

  private static List<List<Fact>> both(List<List<Fact>> a, List<List<Fact>> b) {
    if (a.size() * b.size() > MAX_CASES) {
      return UNKNOWN;
    }
    List<List<Fact>> all = new ArrayList<>();
    for (List<Fact> first : a) {
      for (List<Fact> second : b) {
        List<Fact> facts = new ArrayList<>(first);
        facts.addAll(second);
        all.add(facts);
      }
    }
    return all;
  }

  private List<List<Fact>> either(List<CelExpr> args, boolean wanted) {
    return either(cases(args.get(0), wanted), cases(args.get(1), wanted));
  }

  private static List<List<Fact>> either(List<List<Fact>> a, List<List<Fact>> b) {
    List<List<Fact>> all = new ArrayList<>(a);
    all.addAll(b);
    return all.size() > MAX_CASES ? UNKNOWN : all;
  }

  private List<List<Fact>> among(CelExpr expr, List<CelExpr> args, boolean wanted) {
    String term = term(args.get(0));
    if (term == null || args.get(1).getKind() != ExprKind.Kind.LIST) {
      return UNKNOWN;
    }
    List<Object> operands = new ArrayList<>();
    for (CelExpr element : args.get(1).list().elements()) {
      Object constant = FastValues.constant(element);
      if (constant == null) {
        return UNKNOWN;
      }
      operands.add(constant);
    }
    if (operands.isEmpty()) {
      return wanted ? List.of(List.of(new Fact.Never(expr))) : UNKNOWN;
    }
    Restriction.Relation relation =
        wanted ? Restriction.Relation.AMONG : Restriction.Relation.NOT_AMONG;
    return valued(expr, term, args.get(0), new Restriction(relation, operands));
  }

  private List<List<Fact>> comparison(CelExpr expr, boolean wanted) {
    Restriction.Relation relation = RELATIONS.get(expr.call().function());
    if (relation == null) {
      return UNKNOWN;
    }
    relation = wanted ? relation : relation.opposite();
    CelExpr left = expr.call().target().orElse(expr.call().args().get(0));
    CelExpr right = expr.call().args().get(expr.call().target().isPresent() ? 0 : 1);
    Object first = value(left);
    Object second = value(right);
    if (first != null && second != null) {
      return new Restriction(relation, List.of(second)).holds(first)
          ? UNKNOWN
          : List.of(List.of(new Fact.Never(expr)));
    }
    String a = term(left);
    String b = term(right);
    if (a != null && second != null) {
      return valued(expr, a, left, new Restriction(relation, List.of(second)));
    }
    if (b != null && first != null && expr.call().target().isEmpty()) {
      return valued(expr, b, right, new Restriction(relation.turned(), List.of(first)));
    }
    if (a != null && b != null && ORDERS.containsKey(relation)) {
      List<Fact> facts = new ArrayList<>();
      present(expr, a, facts);
      present(expr, b, facts);
      facts.add(new Fact.Relation(expr, a, b, ORDERS.get(relation)));
      return List.of(facts);
    }
    return UNKNOWN;
  }

  private static List<List<Fact>> valued(CelExpr expr, String term, CelExpr of, Restriction test) {
    List<Fact> facts = new ArrayList<>();
    present(expr, term, facts);
    facts.add(new Fact.Value(expr, term, of.id(), test));
    return List.of(facts);
  }

  private static void present(CelExpr expr, String term, List<Fact> into) {
    if (!term.startsWith("size(")) {
      into.add(new Fact.Presence(expr, term, true));
    }
  }

  /** A constant, or the size of the step that no event has taken; null for all else. */
  private Object value(CelExpr expr) {
    return isCallOnEmpty(expr, "size") ? (Object) 0L : FastValues.constant(expr);
  }

  /** A field, as the same text wherever the same field is meant; null for all else. */
  private static String term(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> expr.ident().name();
      case SELECT -> {
        String operand = expr.select().testOnly() ? null : term(expr.select().operand());
        yield operand == null ? null : operand + "." + expr.select().field();
      }
      case CALL -> {
        List<CelExpr> args = expr.call().args();
        String of = args.isEmpty() ? null : term(args.get(0));
        yield switch (expr.call().function()) {
          case "size", "first", "last" ->
              of == null ? null : expr.call().function() + "(" + of + ")";
          case "_[_]" ->
              of == null || FastValues.constant(args.get(1)) == null
                  ? null
                  : of + "[" + FastValues.constant(args.get(1)) + "]";
          default -> null;
        };
      }
      default -> null;
    };
  }

  /** Whether CEL has an error here in any case, while no event has taken the step. */
  private boolean failsWhileEmpty(CelExpr expr) {
    if (emptyStep.isEmpty()) {
      return false;
    }
    return switch (expr.getKind()) {
      case SELECT -> failsWhileEmpty(expr.select().operand());
      case CALL ->
          isCallOnEmpty(expr, "first")
              || isCallOnEmpty(expr, "last")
              || !LAZY.contains(expr.call().function())
                  && (expr.call().args().stream().anyMatch(this::failsWhileEmpty)
                      || expr.call().target().filter(this::failsWhileEmpty).isPresent());
      default -> false;
    };
  }

  private boolean isCallOnEmpty(CelExpr expr, String function) {
    return expr.getKind() == ExprKind.Kind.CALL
        && expr.call().function().equals(function)
        && expr.call().args().size() == 1
        && expr.call().args().get(0).getKind() == ExprKind.Kind.IDENT
        && emptyStep.filter(expr.call().args().get(0).ident().name()::equals).isPresent();
  }
}
