package ai.colonycraft.realtime.event;

/** A record is refused; the message names the place and what was expected there. */
public final class RefusedException extends Exception {

  private final Refusal reason;

  /** Has no stack trace: refusals are input, not faults, and may be many. */
  RefusedException(Refusal reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** Why the record is refused. */
  public Refusal reason() {
    return reason;
  }
}
