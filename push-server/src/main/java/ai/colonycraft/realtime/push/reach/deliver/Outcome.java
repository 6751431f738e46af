package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.text.Text;
import java.time.Duration;
import java.util.Objects;

/**
 * What became of an attempt to send a {@link Notice}.
 *
 * @param status whether it was accepted
 * @param retryAfter of {@link Status#LATER}: how long the receiver wants the sender to wait; zero
 *     if it did not say
 * @param detail for people and logs, at most {@link #LONGEST_DETAIL} characters; empty if there is
 *     nothing to say
 */
public record Outcome(Status status, Duration retryAfter, String detail) {

  /** Characters of a detail that are kept. */
  public static final int LONGEST_DETAIL = 200;

  /** Whether a notice was accepted. */
  public enum Status {
    /** A push service or mail server has it; it is not sent again. */
    ACCEPTED,
    /** It will not be accepted later either: this way does not reach the person. */
    REFUSED,
    /** It may be accepted later: the receiver is away, busy, or did not answer in time. */
    LATER
  }

  public Outcome {
    Objects.requireNonNull(status);
    if (retryAfter.isNegative()) {
      throw new IllegalArgumentException(
          "retryAfter: expected no negative time, found " + retryAfter);
    }
    String given = Text.wellFormed(Objects.requireNonNull(detail));
    detail = given.length() <= LONGEST_DETAIL ? given : Text.cut(given, LONGEST_DETAIL);
  }

  /** The receiver has it. */
  public static Outcome accepted() {
    return new Outcome(Status.ACCEPTED, Duration.ZERO, "");
  }

  /** It is not to be sent again by this way. */
  public static Outcome refused(String detail) {
    return new Outcome(Status.REFUSED, Duration.ZERO, detail);
  }

  /** It is to be sent again, not before a time has passed. */
  public static Outcome later(Duration retryAfter, String detail) {
    return new Outcome(Status.LATER, retryAfter, detail);
  }
}
