package ai.colonycraft.realtime.push.hub;

/**
 * One series and its newest message. The hub writes it, anyone may read it; a reader that is slow
 * finds the newest value here when its turn comes, and so never an older one after a newer.
 */
public final class Series {

  private final String id;
  private final Points points = new Points();
  private volatile Message current;

  Series(String id, Message first) {
    this.id = id;
    this.current = first;
  }

  /** The newest message; the last one for a series that is over. */
  public Message current() {
    return current;
  }

  void become(Message message) {
    current = message;
  }

  /** Its recent past. */
  Points points() {
    return points;
  }

  @Override
  public String toString() {
    return id;
  }
}
