package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.ActivityLog;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Series;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * What one client still has to be told, in bounded memory.
 *
 * <ul>
 *   <li>A series waits once, however often it changes, and what is sent is its value at the moment
 *       of sending: a slow reader is conflated, and never gets an older value after a newer one.
 *   <li>When more series wait than the limit, they are given up for one pass over all current
 *       values that the client is subscribed to.
 *   <li>Lines of the activity feed wait in the hub's log; here is a position only. A reader that
 *       falls behind the log loses the oldest lines.
 *   <li>Replies are few, and a client that lets them pile up is refused.
 * </ul>
 *
 * Any thread may add; one thread at a time takes.
 */
final class Outbox {

  /** Replies that may wait. */
  static final int REPLIES = 32;

  /** Passes over current values that may wait, before they become one over everything. */
  private static final int PASSES = 8;

  private static final long NOT_FOLLOWING = -1;

  private final int limit;
  private final Supplier<Iterator<Message>> everything;
  private final ActivityLog activity;
  private final PushMetrics metrics;

  private final Object lock = new Object();
  private final Queue<ByteBuffer> replies = new ArrayDeque<>(0);
  private final Queue<Iterator<Message>> passes = new ArrayDeque<>(0);
  private final Map<Series, Message> changed = new LinkedHashMap<>();
  private boolean resynchronize;
  private long line = NOT_FOLLOWING;

  /** The pass under way; of the taking thread. */
  private Iterator<Message> pass;

  /**
   * Takes its limit.
   *
   * @param limit series that may wait
   * @param everything opens a pass over the current values of all subscriptions
   */
  Outbox(
      int limit,
      Supplier<Iterator<Message>> everything,
      ActivityLog activity,
      PushMetrics metrics) {
    this.limit = limit;
    this.everything = everything;
    this.activity = activity;
    this.metrics = metrics;
  }

  /** Adds a reply; false if too many wait already. */
  boolean reply(ByteBuffer reply) {
    synchronized (lock) {
      return replies.size() < REPLIES && replies.add(reply);
    }
  }

  /** Adds a pass over current values. */
  void current(Iterator<Message> values) {
    synchronized (lock) {
      if (passes.size() < PASSES) {
        passes.add(values);
      } else {
        passes.clear();
        resynchronize = true;
      }
    }
  }

  /** Notes that a series changed. */
  void changed(Series series, Message message) {
    synchronized (lock) {
      if (resynchronize) {
        // The pass that is due has not begun, and will find this value.
        metrics.conflated.increment();
        return;
      }
      Message waiting = changed.put(series, message);
      if (waiting != null) {
        if (waiting != message) {
          metrics.conflated.increment();
        }
      } else if (changed.size() > limit) {
        metrics.conflated.add(changed.size());
        metrics.resynchronized.increment();
        changed.clear();
        resynchronize = true;
      }
    }
  }

  /** Begins with the newest lines of the activity feed, or stays where it is. */
  void followActivity() {
    synchronized (lock) {
      if (line == NOT_FOLLOWING) {
        line = activity.start();
      }
    }
  }

  void unfollowActivity() {
    synchronized (lock) {
      line = NOT_FOLLOWING;
    }
  }

  /**
   * Takes what is to be sent next: replies first, then lines, then values.
   *
   * @param most messages to return at most; more than {@link #REPLIES}
   * @return empty if the client has been told everything
   */
  List<ByteBuffer> take(int most) {
    List<ByteBuffer> batch = new ArrayList<>();
    takeRepliesAndLines(batch, most);
    // The pass is read outside the lock, since it may be long and changes must not wait for it.
    while (batch.size() < most && nextPass()) {
      while (batch.size() < most && pass.hasNext()) {
        batch.add(pass.next().payload());
      }
    }
    takeChanges(batch, most);
    return batch;
  }

  private void takeRepliesAndLines(List<ByteBuffer> batch, int most) {
    synchronized (lock) {
      while (!replies.isEmpty()) {
        batch.add(replies.remove());
      }
      int before = batch.size();
      while (line != NOT_FOLLOWING && line < activity.end() && batch.size() == before) {
        ActivityLog.Slice slice = activity.read(line, (most - before) / 2);
        slice.lines().forEach(m -> batch.add(m.payload()));
        metrics.activityDropped.add(slice.lost());
        line = slice.next();
      }
    }
  }

  private boolean nextPass() {
    if (pass != null && pass.hasNext()) {
      return true;
    }
    boolean open = false;
    synchronized (lock) {
      pass = passes.poll();
      if (pass == null && resynchronize) {
        resynchronize = false;
        open = true;
      }
    }
    if (open) {
      // Outside the lock: it asks the session for its subscriptions, which has a lock of its own.
      pass = everything.get();
    }
    return pass != null;
  }

  private void takeChanges(List<ByteBuffer> batch, int most) {
    synchronized (lock) {
      Iterator<Map.Entry<Series, Message>> waiting = changed.entrySet().iterator();
      while (batch.size() < most && waiting.hasNext()) {
        Map.Entry<Series, Message> entry = waiting.next();
        waiting.remove();
        Message newest = entry.getKey().current();
        // With other labels it may be no longer what the client asked for.
        boolean same = newest.labels().equals(entry.getValue().labels());
        batch.add((same ? newest : entry.getValue()).payload());
      }
    }
  }

  /** How many messages wait, without those of passes and lines. */
  int waiting() {
    synchronized (lock) {
      return changed.size() + replies.size();
    }
  }
}
