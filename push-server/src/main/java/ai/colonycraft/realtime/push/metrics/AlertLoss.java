package ai.colonycraft.realtime.push.metrics;

/** Why an alert of a message that was taken is not among the notifications. */
public enum AlertLoss {
  /** It is not of its form. */
  INVALID,
  /** There were more in the message than are taken. */
  TOO_MANY,
  /** The sender left it out of its message. */
  TRUNCATED
}
