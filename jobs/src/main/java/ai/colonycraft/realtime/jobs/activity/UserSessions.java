package ai.colonycraft.realtime.jobs.activity;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One user's session in event time: a run of events with gaps shorter than the session gap, cut by
 * an event that ends it. What the watermark has passed is settled and can only be read in order;
 * what it has not is kept as single moments, so that the order of arrival changes nothing.
 */
final class UserSessions {

  /** Receives each finished session. */
  @FunctionalInterface
  interface Finished {
    /** Takes first and last event of a session, epoch milliseconds. */
    void session(long first, long last);
  }

  private static final long NONE = Long.MIN_VALUE;

  /**
   * The array of open moments begins with this size; when it is full, moments that the watermark
   * has passed are settled before it grows. Users are many, so each must stay small.
   */
  private static final int SMALL = 4;

  private static final long[] NOTHING = {};

  private long first = NONE;
  private long last = NONE;

  /** Moments not settled, ascending and distinct: twice the time, plus one if it ends a session. */
  private long[] open = NOTHING;

  private int size;

  /** Takes an event that is in time. */
  void add(long timestamp, boolean ended, long watermark, long gap, Finished finished) {
    if (size >= SMALL) {
      settle(watermark, gap, finished);
    }
    long moment = 2 * timestamp + (ended ? 1 : 0);
    int at = size;
    while (at > 0 && open[at - 1] > moment) {
      at--;
    }
    if (at > 0 && open[at - 1] == moment) {
      return;
    }
    if (size == open.length) {
      open = Arrays.copyOf(open, Math.max(SMALL, 2 * size));
    }
    System.arraycopy(open, at, open, at + 1, size - at);
    open[at] = moment;
    size++;
  }

  /** Settles what the watermark has passed, and finishes the sessions that no event can extend. */
  void settle(long watermark, long gap, Finished finished) {
    int settled = 0;
    while (settled < size && open[settled] >> 1 <= watermark) {
      take(open[settled] >> 1, (open[settled] & 1) == 1, gap, finished);
      settled++;
    }
    if (settled > 0) {
      size -= settled;
      System.arraycopy(open, settled, open, 0, size);
      if (size == 0 && open.length > SMALL) {
        open = NOTHING;
      }
    }
    // An event to come may have the time watermark + 1; a watermark at its end passes everything.
    boolean over = first != NONE && watermark >= saturatedSum(last, gap) - 1;
    if (over) {
      finish(finished);
    }
  }

  private void take(long timestamp, boolean ended, long gap, Finished finished) {
    if (first != NONE && timestamp - last >= gap) {
      finish(finished);
    }
    if (first != NONE && first - timestamp >= gap) {
      // Late, and too far back to belong to what is open: a session of its own.
      finished.session(timestamp, timestamp);
      return;
    }
    if (first == NONE) {
      first = timestamp;
      last = timestamp;
    }
    // A late event may lie before what is settled: then it only widens the session.
    first = Math.min(first, timestamp);
    last = Math.max(last, timestamp);
    if (ended) {
      finish(finished);
    }
  }

  private void finish(Finished finished) {
    finished.session(first, last);
    first = NONE;
    last = NONE;
  }

  /** The watermark at which {@link #settle} has something to do; never, if there is no session. */
  long dueAt(long gap) {
    if (isEmpty()) {
      return Long.MAX_VALUE;
    }
    return saturatedSum(first != NONE ? last : open[0] >> 1, gap) - 1;
  }

  boolean isEmpty() {
    return first == NONE && size == 0;
  }

  private static long saturatedSum(long time, long duration) {
    long sum = time + duration;
    return sum < time ? Long.MAX_VALUE : sum;
  }

  UserSessions copy() {
    UserSessions copy = new UserSessions();
    copy.first = first;
    copy.last = last;
    copy.open = Arrays.copyOf(open, size);
    copy.size = size;
    return copy;
  }

  void write(DataOutputView out) throws IOException {
    out.writeLong(first);
    out.writeLong(last);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(open[i]);
    }
  }

  static UserSessions read(DataInputView in) throws IOException {
    UserSessions sessions = new UserSessions();
    sessions.first = in.readLong();
    sessions.last = in.readLong();
    sessions.size = in.readInt();
    sessions.open = new long[sessions.size];
    for (int i = 0; i < sessions.size; i++) {
      sessions.open[i] = in.readLong();
    }
    return sessions;
  }
}
