package ai.colonycraft.realtime.push.metrics;

/** Why a request that brings reports, alerts or traces was refused. */
public enum IntakeRefusal {
  /** The body is not JSON, or not said to be. */
  NOT_JSON,
  /** Something in it is not of its form. */
  INVALID,
  /** There is more in it than may be. */
  TOO_MANY,
  /** The body is too long. */
  TOO_LARGE,
  /** The body came too slowly, or did not end. */
  INCOMPLETE,
  /** Kafka did not take it. */
  UNAVAILABLE
}
