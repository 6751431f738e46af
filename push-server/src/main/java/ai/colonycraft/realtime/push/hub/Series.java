package ai.colonycraft.realtime.push.hub;

import java.util.Map;

/**
 * One series and its newest message. The hub writes it, anyone may read it; a reader that is slow
 * finds the newest value here when its turn comes, and so never an older one after a newer.
 */
public final class Series {

  private final String id;
  private final Points points = new Points();
  private volatile Message current;
  private volatile long labelsSince = Long.MIN_VALUE;

  /** Of the publishing thread. */
  private long newest;

  Series(String id, Message first, long timestamp) {
    this.id = id;
    this.current = first;
    this.newest = timestamp;
  }

  /** The newest message; the last one for a series that is over. */
  public Message current() {
    return current;
  }

  void become(Message message, long timestamp) {
    newest = Math.max(newest, timestamp);
    if (!message.labels().equals(current.labels())) {
      labelsSince = newest;
    }
    current = message;
  }

  /**
   * Its points since it has these labels: those before may be of something else, as a rank is of
   * one colony after another.
   */
  Past pastWith(Map<String, String> labels, long since) {
    Past past = points.since(Math.max(since, labelsSince));
    // The labels change before the point is added: with the same labels, it is the same past.
    return labels.equals(current.labels()) ? past : Past.NONE;
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
