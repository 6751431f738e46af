package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Optional;

/**
 * A part of a condition that says that a field of the event equals one of an earlier step, as in
 * {@code this.agentId == deployed.agentId}. It can be asked of all events that are kept at once,
 * before any match of them is looked at.
 *
 * @param mine field of the event
 * @param step which is just one event
 * @param theirs field of that step
 */
record Link(Field mine, String step, Field theirs) {

  /** The link that an expression is, if it is one. */
  static Optional<Link> of(CelExpr expr, Scope scope) {
    if (expr.getKind() != CelExpr.ExprKind.Kind.CALL || !expr.call().function().equals("_==_")) {
      return Optional.empty();
    }
    List<CelExpr> sides = expr.call().args();
    return between(sides.get(0), sides.get(1), scope)
        .or(() -> between(sides.get(1), sides.get(0), scope));
  }

  private static Optional<Link> between(CelExpr event, CelExpr step, Scope scope) {
    Field mine = Trees.fieldOfThis(event).map(Field::named).orElse(null);
    if (mine == null
        || step.getKind() != CelExpr.ExprKind.Kind.SELECT
        || step.select().testOnly()
        || step.select().operand().getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return Optional.empty();
    }
    String name = step.select().operand().ident().name();
    Field theirs = Field.named(step.select().field());
    // Of decimals, equal values need not be equal objects.
    return theirs != null
            && Boolean.FALSE.equals(scope.isList(name))
            && mine.kind() == theirs.kind()
            && mine.kind() != Field.Kind.DECIMAL
        ? Optional.of(new Link(mine, name, theirs))
        : Optional.empty();
  }

  /** Whether two events have it in common. */
  boolean joins(Event event, Event earlier) {
    Object value = event.value(mine);
    return value != null && value.equals(earlier.value(theirs));
  }
}
