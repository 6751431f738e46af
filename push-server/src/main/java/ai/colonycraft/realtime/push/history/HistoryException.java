package ai.colonycraft.realtime.push.history;

/** A question has no answer; the message goes to the client. */
public final class HistoryException extends Exception {

  /** Why. */
  public enum Reason {
    /** The question is wrong. */
    BAD_QUESTION,
    /** The database, or Prometheus, does not answer. */
    AWAY,
    /** It took longer than allowed. */
    TOO_SLOW
  }

  private final transient Reason reason;

  HistoryException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
