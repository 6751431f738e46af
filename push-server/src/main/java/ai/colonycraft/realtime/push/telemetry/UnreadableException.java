package ai.colonycraft.realtime.push.telemetry;

/** Bytes are not of the format that they should have; the message says where and what. */
public final class UnreadableException extends Exception {

  /** Has no stack trace: it is the sender's fault, and may be frequent. */
  UnreadableException(String message) {
    super(message, null, false, false);
  }
}
