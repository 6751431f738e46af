package ai.colonycraft.realtime.push.feed;

/** A record is not of its topic's schema; the message names the place and what was expected. */
public final class RefusedRecordException extends Exception {

  private final String reason;

  /** Has no stack trace: refusals are input, not faults, and may be many. */
  public RefusedRecordException(String reason, String detail) {
    super(reason + ": " + detail, null, false, false);
    this.reason = reason;
  }

  /**
   * One of {@code not_json not_an_object missing_field wrong_type too_large}, as in dead letters.
   */
  public String reason() {
    return reason;
  }
}
