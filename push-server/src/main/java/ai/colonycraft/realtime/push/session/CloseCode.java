package ai.colonycraft.realtime.push.session;

/**
 * Why the server closes a connection. After a code of 4400 to 4499 the same client would be closed
 * again, so it should not connect by itself; after any other it should, with a back-off.
 */
public enum CloseCode {
  /** The server stops. */
  GOING_AWAY(1001),
  /** A text message was not UTF-8. */
  NOT_UTF_8(1007),
  /** A message was longer than {@code session.message-bytes}. */
  TOO_LARGE(1009),
  /** The client sent {@code session.errors} messages that were refused. */
  TOO_MANY_ERRORS(4400),
  /** The client sends on and does not read the answers. */
  REPLIES_UNREAD(4401),
  /** The first message held no token that allows the stream, or did not come in time. */
  NOT_ALLOWED(4403),
  /** The client sent more than {@code session.messages-per-second}; come back and send less. */
  TOO_MANY_MESSAGES(4502),
  /** The token ended and was not renewed; come back with a new one. */
  TOKEN_ENDED(4501),
  /**
   * More than {@code session.notifications} wait for the client; it comes back with {@code since}.
   */
  FELL_BEHIND(4500);

  private final int code;

  CloseCode(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }
}
