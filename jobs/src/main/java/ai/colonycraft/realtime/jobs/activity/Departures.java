package ai.colonycraft.realtime.jobs.activity;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who may have to leave when: each active user is noted once, under the second of an event, and
 * looked at once that second has fallen out of the last minutes. By then a later event may have
 * come, and the user is noted again. So a user costs one look in a while, however many the events.
 * Not thread-safe.
 */
final class Departures {

  /** Looks at one user who was noted under a second that has fallen out. */
  @FunctionalInterface
  interface Look {
    /** Takes the user's id. */
    void at(String userId) throws Exception;
  }

  private final long length;
  private final TreeMap<Long, List<String>> seconds = new TreeMap<>();

  /** The newest second that has fallen out. */
  private long floor = Long.MIN_VALUE;

  /** Takes for how many seconds a user is active after the last event. */
  Departures(long seconds) {
    this.length = seconds;
  }

  /** Whether an event at this time, epoch milliseconds, is one of the last minutes. */
  boolean isRecent(long timestamp) {
    return second(timestamp) > floor;
  }

  /** Notes a user under the second of an event that is recent. */
  void note(String userId, long timestamp) {
    seconds.computeIfAbsent(second(timestamp), s -> new ArrayList<>()).add(userId);
  }

  /** Advances to this time, epoch milliseconds, and checks those whose second falls out. */
  void advance(long time, Look look) throws Exception {
    if (time == Long.MIN_VALUE) {
      return;
    }
    floor = Math.max(floor, second(time) - length);
    while (!seconds.isEmpty() && seconds.firstKey() <= floor) {
      for (String userId : seconds.pollFirstEntry().getValue()) {
        look.at(userId);
      }
    }
  }

  private static long second(long timestamp) {
    return Math.floorDiv(timestamp, 1000L);
  }
}
