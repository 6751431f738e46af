package ai.colonycraft.realtime.jobs.source;

import java.util.PriorityQueue;

/** A clock that goes on only from one thing to do to the next. Not thread-safe. */
final class SimulatedTime {

  private record Due(long at, long order, Runnable todo) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long now;
  private long order;

  /** A clock that begins at {@code begin}, epoch milliseconds. */
  SimulatedTime(long begin) {
    now = begin;
  }

  /** Epoch milliseconds. */
  long now() {
    return now;
  }

  /** Does something after a time, in the order of these calls where times are equal. */
  void after(long millis, Runnable todo) {
    at(now + millis, todo);
  }

  /** Does something at a time, or now if that has passed. */
  void at(long millis, Runnable todo) {
    due.add(new Due(Math.max(now, millis), order++, todo));
  }

  /** Lets a time pass in which nothing is done; what was due is done after it. */
  void skip(long millis) {
    now += millis;
  }

  /** Goes on for a time. May be called by something that is done meanwhile. */
  void goOn(long millis) {
    long end = now + millis;
    while (!due.isEmpty() && due.peek().at <= end) {
      Due next = due.poll();
      now = Math.max(now, next.at);
      next.todo.run();
    }
    now = Math.max(now, end);
  }
}
