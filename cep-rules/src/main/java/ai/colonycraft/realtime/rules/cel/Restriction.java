package ai.colonycraft.realtime.rules.cel;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A question about one value.
 *
 * @param operands constants: String, Long, Double or Boolean; one, but any number for the lists
 */
record Restriction(Relation relation, List<Object> operands) {

  /** What is asked, and what it is when the answer must be no. */
  enum Relation {
    EQUAL,
    UNEQUAL,
    LESS,
    AT_LEAST,
    GREATER,
    AT_MOST,
    AMONG,
    NOT_AMONG,
    STARTS,
    STARTS_NOT,
    ENDS,
    ENDS_NOT,
    CONTAINS,
    CONTAINS_NOT;

    /** Each stands beside its opposite. */
    Relation opposite() {
      return values()[ordinal() ^ 1];
    }

    /** The same question with its sides changed. */
    Relation turned() {
      return switch (this) {
        case LESS -> GREATER;
        case GREATER -> LESS;
        case AT_LEAST -> AT_MOST;
        case AT_MOST -> AT_LEAST;
        default -> this;
      };
    }
  }

  Object operand() {
    return operands.get(0);
  }

  /** Whether a value meets it. */
  boolean holds(Object value) {
    return switch (relation) {
      case EQUAL -> same(value, operand());
      case AMONG -> operands.stream().anyMatch(each -> same(value, each));
      case LESS -> compare(value) < 0;
      case GREATER -> compare(value) > 0;
      case STARTS -> value instanceof String text && text.startsWith((String) operand());
      case ENDS -> value instanceof String text && text.endsWith((String) operand());
      case CONTAINS -> value instanceof String text && text.contains((String) operand());
      default -> !new Restriction(relation.opposite(), operands).holds(value);
    };
  }

  /** The operands as CEL has them. */
  String words() {
    return operands.stream()
        .map(each -> each instanceof String ? "\"" + each + "\"" : each.toString())
        .collect(Collectors.joining(", "));
  }

  private int compare(Object value) {
    if (value instanceof Number && operand() instanceof Number) {
      return number(value).compareTo(number(operand()));
    }
    return value.toString().compareTo(operand().toString());
  }

  private static boolean same(Object a, Object b) {
    return a instanceof Number && b instanceof Number
        ? number(a).compareTo(number(b)) == 0
        : a.equals(b);
  }

  static BigDecimal number(Object value) {
    return value instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : BigDecimal.valueOf(((Number) value).doubleValue());
  }
}
