package ai.colonycraft.realtime.push.metrics;

/** What a push service did with a message. */
public enum PushResult {
  /** It has the message. */
  ACCEPTED,
  /** The subscription has ended, and its device is forgotten. */
  GONE,
  /** It is away, or wants to be asked later. */
  LATER,
  /** It does not take this message. */
  REFUSED;

  /** What a status of HTTP means (RFC 8030, section 5); only 404 and 410 end a subscription. */
  public static PushResult of(int status) {
    return switch (status) {
      case 200, 201, 202, 204 -> ACCEPTED;
      case 404, 410 -> GONE;
      case 408, 425, 429 -> LATER;
      default -> status >= 500 ? LATER : REFUSED;
    };
  }
}
