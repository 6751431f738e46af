package ai.colonycraft.realtime.push.session;

/** A client's message is refused; code and message go back to it. */
final class BadRequestException extends Exception {

  private final String code;

  /** Has no stack trace: it is the client's fault, and may be frequent. */
  BadRequestException(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** A word that programs can rely on. */
  String code() {
    return code;
  }
}
