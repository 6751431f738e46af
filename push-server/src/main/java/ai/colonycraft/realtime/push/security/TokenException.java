package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.metrics.Refusal;

/** A token is not accepted; the message says why, and holds nothing of the token itself. */
public final class TokenException extends Exception {

  private final Refusal refusal;

  /** Has no stack trace: it is the client's fault, and may be frequent. */
  TokenException(Refusal refusal, String message) {
    super(message, null, false, false);
    this.refusal = refusal;
  }

  /** What it is counted as. */
  public Refusal refusal() {
    return refusal;
  }
}
