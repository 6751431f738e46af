package ai.colonycraft.realtime.push.feed;

import java.util.List;

/** Takes what the feed reads. */
@FunctionalInterface
public interface LiveListener {

  /**
   * Takes all records that came at one time, in the order of their partitions, and the {@link
   * StreamEvent events} between them.
   *
   * <p>Called by one thread, the feed's, and never with an empty list. It must not block: while it
   * runs nothing is read.
   */
  void accept(List<LiveRecord> batch);
}
