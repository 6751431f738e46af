package ai.colonycraft.realtime.push.support;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Times that the product aims at. A test prints what it measured and fails only if that is far
 * beyond: a busy machine is no fault.
 */
public final class Targets {

  /** How many times as long a busy machine may take. */
  private static final int BUSY = 4;

  private Targets() {}

  /**
   * Prints a time beside its target.
   *
   * @param what was measured, as {@code from the alert to the phone}
   * @throws AssertionError if it took more than four times as long
   */
  public static void judge(String what, long millis, long target) {
    System.out.printf("%s: %d ms, target %d ms%n", what, millis, target);
    assertThat(millis).as("ms " + what).isLessThan(BUSY * target);
  }
}
