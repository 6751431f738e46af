package ai.colonycraft.realtime.push.publish;

/** Kafka does not take records now; whoever has them should try again later. */
public final class UnavailableException extends Exception {

  /** Has no stack trace: it may be frequent, and the outage is logged elsewhere. */
  UnavailableException(String message) {
    super(message, null, false, false);
  }
}
