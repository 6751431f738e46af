package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Series;
import ai.colonycraft.realtime.push.hub.StreamState;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/**
 * The metric messages that wait for one client, in bounded memory.
 *
 * <ul>
 *   <li>A series waits once, however often it changes, and what is sent is its value at the moment
 *       of sending: a slow reader is conflated, and never gets an older value after a newer one.
 *   <li>When more series wait than the limit, they are given up for one pass over all current
 *       values that the client is subscribed to.
 *   <li>Replies are few, and a client that lets them pile up is refused.
 * </ul>
 *
 * <p>An update that is sent in its turn has its sequence. As soon as one is not, since a newer
 * value took its turn, they are sent without, until all has been sent; then a client that asked is
 * sent its position by {@code synced}. So each sequence that a client sees means: everything up to
 * here.
 *
 * <p>Any thread may add; one thread at a time takes.
 */
final class Outbox {

  /** Replies that may wait. */
  static final int REPLIES = 32;

  /** Passes over current values that may wait, before they become one over everything. */
  static final int PASSES = 8;

  private final int limit;
  private final Function<Since, Iterator<Message>> everything;
  private final Hub hub;
  private final PushMetrics metrics;
  private final LineReader lines;

  private final Object lock = new Object();
  private final Queue<Message> replies = new ArrayDeque<>(0);
  private final Queue<Iterator<Message>> passes = new ArrayDeque<>(0);

  /**
   * A new map each time that something waits: what is short-lived costs the garbage collector
   * nothing, but a reference from an old map to each new message does.
   */
  private Map<Series, Message> changed = Map.of();

  private boolean resynchronize;
  private boolean outOfTurn;
  private boolean tellsPlace;
  private boolean placeDue;
  private long skipped;

  /** The pass under way; of the taking thread. */
  private Iterator<Message> pass;

  private boolean tookNews;

  /**
   * Takes its limit.
   *
   * @param limit series that may wait
   * @param everything opens a pass over the current values of all subscriptions; it is given null
   *     if the client does not ask for its position
   * @param visibility which lines of the activity feed the client sees
   */
  Outbox(
      int limit,
      Function<Since, Iterator<Message>> everything,
      Hub hub,
      Visibility visibility,
      PushMetrics metrics) {
    this.limit = limit;
    this.everything = everything;
    this.hub = hub;
    this.metrics = metrics;
    this.lines = new LineReader(hub, visibility, metrics);
  }

  /** The client's lines of the activity feed. */
  LineReader lines() {
    return lines;
  }

  /** Adds a reply; false if too many wait already. */
  boolean reply(Message reply) {
    synchronized (lock) {
      return replies.size() < REPLIES && replies.add(reply);
    }
  }

  /** From now on the client gets its position. */
  void tellPlace() {
    synchronized (lock) {
      tellsPlace = true;
      placeDue = true;
    }
  }

  /** Adds a pass over values. */
  void pass(Iterator<Message> values) {
    synchronized (lock) {
      if (passes.size() < PASSES) {
        passes.add(values);
      } else {
        passes.clear();
        resynchronize = true;
        placeDue = true;
      }
    }
  }

  /** Whatever was sent holds no longer; everything is sent anew. */
  void restart() {
    synchronized (lock) {
      changed = Map.of();
      resynchronize = true;
      placeDue = true;
    }
  }

  /** Notes that a series changed. */
  void changed(Series series, Message message) {
    synchronized (lock) {
      if (resynchronize) {
        // The pass that is due has not begun, and will find this value.
        skip(1);
        return;
      }
      if (changed.isEmpty()) {
        changed = new LinkedHashMap<>();
      }
      Message waiting = changed.put(series, message);
      if (waiting != null) {
        if (waiting != message) {
          skip(1);
          outOfTurn = true;
        }
      } else if (changed.size() > limit) {
        skip(changed.size());
        metrics.resynchronized.increment();
        changed = Map.of();
        resynchronize = true;
        placeDue = true;
      }
    }
  }

  /**
   * Takes what is to be sent next: replies first, then lines, then values.
   *
   * @param most messages to return at most; more than {@link #REPLIES}
   * @param newsToo whether lines and changes may be sent now
   * @return empty if there is nothing to send now
   */
  List<Message> take(int most, boolean newsToo) {
    List<Message> batch = new ArrayList<>();
    StreamState state = hub.metricState();
    synchronized (lock) {
      while (!replies.isEmpty()) {
        batch.add(replies.remove());
      }
    }
    tookNews = newsToo && lines.take(batch, (most - batch.size()) / 2);
    if (state.loaded()) {
      // The pass is read outside the lock, since it may be long and changes must not wait for it.
      while (batch.size() < most && nextPass()) {
        while (batch.size() < most && pass.hasNext()) {
          batch.add(pass.next());
        }
      }
      if (newsToo && batch.size() < most) {
        tookNews |= takeChanges(batch, most, state);
      }
    }
    return batch;
  }

  /** Whether the last batch had lines or changes. */
  boolean tookNews() {
    return tookNews;
  }

  /** Whether all that there was has been taken. */
  boolean isEmpty() {
    synchronized (lock) {
      return changed.isEmpty() && passes.isEmpty() && !resynchronize && lines.isAtEnd();
    }
  }

  private boolean nextPass() {
    if (pass != null && pass.hasNext()) {
      return true;
    }
    boolean open = false;
    Since since;
    synchronized (lock) {
      since = tellsPlace ? Since.NOTHING : null;
      pass = passes.poll();
      if (pass == null && resynchronize) {
        resynchronize = false;
        open = true;
      }
    }
    if (open) {
      // Outside the lock: it asks the session for its subscriptions, which has a lock of its own.
      pass = everything.apply(since);
    }
    return pass != null;
  }

  /** Takes changes, and the client's place if these were all; returns whether there were some. */
  private boolean takeChanges(List<Message> batch, int most, StreamState state) {
    synchronized (lock) {
      boolean some = !changed.isEmpty();
      Iterator<Map.Entry<Series, Message>> waiting = changed.entrySet().iterator();
      while (batch.size() < most && waiting.hasNext()) {
        Map.Entry<Series, Message> entry = waiting.next();
        waiting.remove();
        batch.add(newest(entry.getKey(), entry.getValue()));
      }
      if (!changed.isEmpty()) {
        return some;
      }
      changed = Map.of();
      placeDue |= outOfTurn;
      outOfTurn = false;
      if (placeDue && passes.isEmpty() && !resynchronize && batch.size() < most) {
        if (tellsPlace) {
          // The place was read before: whatever was published until then is in this batch or sent.
          batch.add(Reply.synced("metrics", state.place(), skipped));
        }
        placeDue = false;
        skipped = 0;
      }
      return some;
    }
  }

  /** How many messages wait, without those of passes and lines. */
  int waiting() {
    synchronized (lock) {
      return changed.size() + replies.size();
    }
  }

  private Message newest(Series series, Message waiting) {
    Message newest = series.current();
    if (newest == waiting && !outOfTurn) {
      return waiting;
    }
    outOfTurn = true;
    // With other labels it may be no longer what the client asked for.
    return (newest.labels().equals(waiting.labels()) ? newest : waiting).past();
  }

  private void skip(int values) {
    metrics.conflated.add(values);
    skipped += values;
  }
}
