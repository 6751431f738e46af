package ai.colonycraft.realtime.rules;

import java.math.BigDecimal;

/** Numbers as rules have them. */
final class Numbers {

  private Numbers() {}

  /** Without needless zeros: {@code 3}, {@code 2.5}. */
  static String words(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
