package ai.colonycraft.realtime.push.session;

/**
 * Where a client was in a stream when it was last connected.
 *
 * @param sequence the last that it has; null if it begins
 * @param epoch in which it got that; null if it does not say
 */
public record Since(Long sequence, String epoch) {

  /** For a client that begins and wants to know its position. */
  public static final Since NOTHING = new Since(null, null);

  boolean isSomewhere() {
    return sequence != null;
  }
}
