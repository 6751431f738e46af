package ai.colonycraft.realtime.jobs.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * New users, numbered from one on, each of whom makes the total of active users larger by one: so a
 * total shows up to which of them all have been counted. Times are epoch microseconds. Thread-safe.
 */
final class Probes {

  /** Where on its way a total was seen. */
  enum Stage {
    /** In the topic of live updates, when the job wrote it. */
    WRITTEN,
    /** In a frame of the WebSocket. */
    RECEIVED
  }

  private final long usersBefore;
  private final List<Long> due = new ArrayList<>();
  private final List<List<Long>> seen = List.of(new ArrayList<>(), new ArrayList<>());

  /** Takes how many users are active without any probe. */
  Probes(long usersBefore) {
    this.usersBefore = usersBefore;
  }

  /**
   * Notes the next probe; its time is when it is to be sent and not when it was, so that a sender
   * who is held up counts as delay.
   *
   * @return its number
   */
  synchronized int due(long at) {
    due.add(at);
    return due.size();
  }

  /** A total of active users was seen; all probes up to it have come there. */
  synchronized void saw(Stage place, double total, long at) {
    List<Long> times = seen.get(place.ordinal());
    while (times.size() < due.size() && usersBefore + times.size() + 1 <= total) {
      times.add(at);
    }
  }

  synchronized int size() {
    return due.size();
  }

  /** Whether all probes have come everywhere. */
  synchronized boolean areThrough() {
    return seen.stream().allMatch(times -> times.size() == due.size());
  }

  /** Milliseconds to a place from when each was due, ascending, of the probes after the first. */
  synchronized double[] toStage(Stage place, int after) {
    return millis(due, seen.get(place.ordinal()), after);
  }

  /** Milliseconds between the two places, ascending, of the probes after the first. */
  synchronized double[] between(int after) {
    return millis(seen.get(Stage.WRITTEN.ordinal()), seen.get(Stage.RECEIVED.ordinal()), after);
  }

  private static double[] millis(List<Long> from, List<Long> to, int after) {
    double[] millis = new double[to.size() - after];
    Arrays.setAll(millis, i -> (to.get(after + i) - from.get(after + i)) / 1000.0);
    Arrays.sort(millis);
    return millis;
  }
}
