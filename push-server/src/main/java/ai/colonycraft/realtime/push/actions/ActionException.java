package ai.colonycraft.realtime.push.actions;

/** What was asked can't be done; the message goes back to who asked. */
public final class ActionException extends Exception {

  private final int status;
  private final String code;

  /** Has no stack trace: clients cause it. */
  ActionException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The code of the error. */
  public String code() {
    return code;
  }
}
