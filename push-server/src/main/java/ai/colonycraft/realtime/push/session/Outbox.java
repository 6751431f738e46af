package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
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
 * sent its position by {@code synced}, and meanwhile gets offsets, by which it knows older values
 * from newer ones after a reconnect. So each sequence that a client sees means: everything up to
 * here.
 *
 * <p>Any thread may add; one thread at a time takes.
 */
final class Outbox {

  /** Replies that may wait. */
  static final int REPLIES = 32;

  /** Passes over current values that may wait, before they become one over everything. */
  static final int PASSES = 8;

  /** What a series that waits takes, about. */
  private static final long CHANGE_BYTES = 64;

  /** Series for which memory is asked at a time. */
  private static final int ASKED_FOR = 64;

  private final int limit;
  private final Function<Since, Opening> everything;
  private final Hub hub;
  private final Client client;
  private final PushMetrics metrics;
  private final LineReader lines;

  private final Object lock = new Object();
  private final Queue<Message> replies = new ArrayDeque<>(0);

  /** Replies that come after the passes that wait. */
  private final Queue<Message> inTurn = new ArrayDeque<>(0);

  private final Queue<Opening> passes = new ArrayDeque<>(0);

  /**
   * A new map each time that something waits: what is short-lived costs the garbage collector
   * nothing, but a reference from an old map to each new message does.
   */
  private Map<Series, Message> changed = Map.of();

  private boolean resynchronize;
  private boolean opening;
  private boolean outOfTurn;
  private boolean tellsPlace;
  private boolean placeDue;
  private long skipped;

  /** The pass under way, or null. */
  private Opening pass;

  /** What was read of it, to be taken next. */
  private final Queue<Message> prepared = new ArrayDeque<>(0);

  /** The pass of which the prepared messages are; null if none were prepared yet. */
  private Opening preparedOf;

  /** What was taken of the memory of all clients for {@link #changed}. */
  private long changedBytes;

  private boolean tookNews;

  /**
   * Takes its limit.
   *
   * @param limit series that may wait
   * @param everything opens a pass over the current values of all subscriptions; it is given null
   *     if the client does not ask for its position
   * @param visibility which lines of the activity feed the client sees
   * @param client whose memory is used
   */
  Outbox(
      int limit,
      Function<Since, Opening> everything,
      Hub hub,
      Visibility visibility,
      Client client,
      PushMetrics metrics) {
    this.limit = limit;
    this.client = client;
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
      return replies.size() < REPLIES
          && client.take(reply.payload().remaining())
          && replies.add(reply);
    }
  }

  /** Adds a reply that comes after the passes that wait; false if too many wait already. */
  boolean replyInTurn(Message reply) {
    synchronized (lock) {
      boolean waits = hub.metricState().loaded() && isPassing();
      return waits ? inTurn.size() < REPLIES && inTurn.add(reply) : reply(reply);
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
  void pass(Opening values) {
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

  /** Gives up the passes over these selectors, since the client has chosen others. */
  void giveUp(List<Selector> selectors) {
    synchronized (lock) {
      passes.removeIf(waiting -> waiting.isOf(selectors));
      if (pass != null && pass.isOf(selectors)) {
        pass.giveUp();
        pass = null;
      }
      if (preparedOf != null && preparedOf.isOf(selectors)) {
        prepared.clear();
      }
    }
  }

  /** Whatever was sent holds no longer; everything is sent anew. */
  void restart() {
    synchronized (lock) {
      resynchronize();
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
      } else if (changed.size() > limit || !hasRoom()) {
        skip(changed.size());
        metrics.resynchronized.increment();
        resynchronize();
      }
    }
  }

  private void resynchronize() {
    giveUpChanges();
    resynchronize = true;
    placeDue = true;
  }

  private void giveUpChanges() {
    changed = Map.of();
    client.release(changedBytes);
    changedBytes = 0;
  }

  /** Asks for memory once for some series, since asking for each costs more than it is worth. */
  private boolean hasRoom() {
    if (changed.size() % ASKED_FOR != 0) {
      return true;
    }
    if (!client.take(ASKED_FOR * CHANGE_BYTES)) {
      return false;
    }
    changedBytes += ASKED_FOR * CHANGE_BYTES;
    return true;
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
        Message reply = replies.remove();
        client.release(reply.payload().remaining());
        batch.add(reply);
      }
    }
    tookNews = newsToo && lines.take(batch, (most - batch.size()) / 2);
    if (state.loaded() && batch.size() < most) {
      takePrepared(batch, most);
      if (newsToo && batch.size() < most) {
        tookNews |= takeChanges(batch, most, state);
      }
    }
    synchronized (lock) {
      if (!isPassing() || !state.loaded()) {
        batch.addAll(inTurn);
        inTurn.clear();
      }
    }
    return batch;
  }

  private void takePrepared(List<Message> batch, int most) {
    synchronized (lock) {
      while (batch.size() < most && !prepared.isEmpty()) {
        batch.add(prepared.remove());
      }
    }
  }

  /** Whether {@link #prepare} has something to do before more can be taken. */
  boolean needsPreparing() {
    synchronized (lock) {
      return hub.metricState().loaded()
          && prepared.isEmpty()
          && (pass != null || !passes.isEmpty() || resynchronize);
    }
  }

  /** Reads some of the pass that is under way or due; not on a thread that feeds or writes. */
  void prepare(int most) {
    Opening now = nextPass();
    if (now == null) {
      return;
    }
    // Read outside the lock, since changes must not wait for it.
    List<Message> some = now.step(most);
    synchronized (lock) {
      if (now.isGivenUp()) {
        return;
      }
      prepared.addAll(some);
      preparedOf = now;
      pass = now.isOver() ? null : now;
    }
  }

  /** Whether the last batch had lines or changes. */
  boolean tookNews() {
    return tookNews;
  }

  /** Whether all that there was has been taken. */
  boolean isEmpty() {
    synchronized (lock) {
      return changed.isEmpty() && !isPassing() && lines.isAtEnd();
    }
  }

  private Opening nextPass() {
    Since since;
    synchronized (lock) {
      if (pass == null) {
        pass = passes.poll();
      }
      if (pass != null || !resynchronize) {
        return pass;
      }
      resynchronize = false;
      // From now on, so that changes wait for it.
      opening = true;
      since = tellsPlace ? Since.NOTHING : null;
    }
    // Outside the lock: it asks the session for its subscriptions, which has a lock of its own.
    Opening all = everything.apply(since);
    synchronized (lock) {
      opening = false;
      pass = all;
    }
    return all;
  }

  private boolean isPassing() {
    return pass != null || opening || !passes.isEmpty() || resynchronize || !prepared.isEmpty();
  }

  /** Takes changes, and the client's place if these were all; returns whether there were some. */
  private boolean takeChanges(List<Message> batch, int most, StreamState state) {
    synchronized (lock) {
      if (isPassing()) {
        return false;
      }
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
      giveUpChanges();
      placeDue |= outOfTurn;
      outOfTurn = false;
      if (placeDue && batch.size() < most) {
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
    Message taken = newest.labels().equals(waiting.labels()) ? newest : waiting;
    return tellsPlace ? taken.outOfTurn() : taken.past();
  }

  private void skip(int values) {
    metrics.conflated.add(values);
    skipped += values;
  }
}
