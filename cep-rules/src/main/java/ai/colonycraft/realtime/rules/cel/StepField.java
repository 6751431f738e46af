package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Map;

/**
 * A field of the event that took a step, such as {@code deployment.version}, or of the first or
 * last of several, such as {@code last(errors).region}.
 *
 * @param source as it was written
 * @param step the step's name
 * @param last whether it is of the step's last event, otherwise of its first
 * @param field the field
 * @param column where the field stands in the source, from 0
 */
public record StepField(String source, String step, boolean last, Field field, int column) {

  /**
   * Reads one.
   *
   * @param scope every step of the rule that events take
   * @throws InvalidExpressionException if it is anything else, or too long a field for an identity
   */
  public static StepField read(String source, Scope scope) throws InvalidExpressionException {
    CelAbstractSyntaxTree ast = scope.value(source, Map.of());
    CelExpr expr = ast.getExpr();
    if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT && !expr.select().testOnly()) {
      CelExpr event = expr.select().operand();
      Field field = Field.named(expr.select().field());
      for (String step : scope.steps()) {
        if (field != null && Trees.isOf(event, step)) {
          if (field == Field.MESSAGE) {
            throw new InvalidExpressionException(
                List.of(Trees.issue(ast, expr, "a message has no limit of length; name another")));
          }
          boolean last =
              event.getKind() == CelExpr.ExprKind.Kind.CALL
                  && event.call().function().equals("last");
          return new StepField(source, step, last, field, source.lastIndexOf('.') + 1);
        }
      }
    }
    throw new InvalidExpressionException(
        List.of(
            new Issue(
                1, 0, "expected a field of a step, such as %s".formatted(example(scope.steps())))));
  }

  private static String example(Iterable<String> steps) {
    for (String step : steps) {
      return step + ".version";
    }
    return "deployment.version";
  }

  /** Its value in a match, a String, Long or Double; null if no event took the step or has it. */
  public Object value(Steps steps) {
    List<Event> events = steps.of(step);
    return events.isEmpty() ? null : events.get(last ? events.size() - 1 : 0).value(field);
  }
}
