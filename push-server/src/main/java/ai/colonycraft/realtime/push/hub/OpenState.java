package ai.colonycraft.realtime.push.hub;

/** Who cares for an incident that is open. */
public enum OpenState {
  /** Nobody has acknowledged it. */
  NEEDS_SOMEONE("needsSomeone"),
  /** Somebody acknowledged it. */
  BEING_HANDLED("beingHandled"),
  /** A silence holds for it, and nobody has acknowledged it. */
  SILENCED("silenced");

  private final String word;

  OpenState(String word) {
    this.word = word;
  }

  /** Its name in JSON. */
  public String word() {
    return word;
  }

  /** The state of one that is open. */
  public static OpenState of(KnownNotification open) {
    if (open.acknowledgement() != null) {
      return BEING_HANDLED;
    }
    return open.isSilenced() ? SILENCED : NEEDS_SOMEONE;
  }
}
