package ai.colonycraft.realtime.rules.cel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that meet all of these tests.
 *
 * @param whole whether only whole numbers are meant
 */
record Domain(List<Fact.Value> facts, boolean whole) {

  /** So many whole numbers are tried one by one. */
  private static final int TRIED = 1000;

  /** Whether there surely are none. */
  boolean isEmpty() {
    return candidates().map(all -> all.stream().noneMatch(this::holds)).orElseGet(this::crossed);
  }

  private boolean holds(Object value) {
    return facts.stream().allMatch(fact -> fact.test().holds(value));
  }

  /** The only values that come into question, where these are few. */
  private Optional<List<Object>> candidates() {
    for (Fact.Value fact : facts) {
      if (fact.test().relation() == Restriction.Relation.EQUAL
          || fact.test().relation() == Restriction.Relation.AMONG) {
        return Optional.of(fact.test().operands());
      }
    }
    BigDecimal low = bound(true);
    BigDecimal high = bound(false);
    if (!whole || low == null || high == null) {
      return Optional.empty();
    }
    long from = low.setScale(0, RoundingMode.CEILING).longValue();
    long to = high.setScale(0, RoundingMode.FLOOR).longValue();
    if (to - from >= TRIED) {
      return Optional.empty();
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = from; i <= to; i++) {
      numbers.add(i);
    }
    return Optional.of(numbers);
  }

  /** Whether the lower bound is above the upper one. */
  private boolean crossed() {
    BigDecimal low = bound(true);
    BigDecimal high = bound(false);
    if (low == null || high == null) {
      return false;
    }
    int order = low.compareTo(high);
    return order > 0 || order == 0 && (isOpen(low) || isOpen(high));
  }

  /** The highest of the lower bounds, or the lowest of the upper ones; null if there is none. */
  private BigDecimal bound(boolean lower) {
    BigDecimal bound = lower && isSize() ? BigDecimal.ZERO : null;
    for (Fact.Value fact : facts) {
      if (!(fact.test().operand() instanceof Number)) {
        continue;
      }
      boolean bounds =
          switch (fact.test().relation()) {
            case GREATER, AT_LEAST -> lower;
            case LESS, AT_MOST -> !lower;
            default -> false;
          };
      BigDecimal value = Restriction.number(fact.test().operand());
      if (bounds && (bound == null || value.compareTo(bound) * (lower ? 1 : -1) > 0)) {
        bound = value;
      }
    }
    return bound;
  }

  private boolean isSize() {
    return facts.get(0).term().startsWith("size(");
  }

  private boolean isOpen(BigDecimal bound) {
    return facts.stream()
        .map(Fact.Value::test)
        .filter(
            test ->
                test.relation() == Restriction.Relation.LESS
                    || test.relation() == Restriction.Relation.GREATER)
        .anyMatch(
            test ->
                test.operand() instanceof Number
                    && Restriction.number(test.operand()).equals(bound));
  }
}
