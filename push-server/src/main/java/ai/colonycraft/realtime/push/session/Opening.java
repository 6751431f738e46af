package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.MessageLog;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.StreamState;
import ai.colonycraft.realtime.push.hub.Visibility;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What a subscription to metrics gets at its beginning: the last known values, or, to a client that
 * comes back, just what it missed. If that is no longer known, or is forgotten while a slow client
 * takes it, the client gets a message and the last known values.
 *
 * <p>It is read in steps, each of which compares a bounded number of messages. Nothing is decided
 * before the first. For one thread at a time.
 */
final class Opening {

  /** Messages compared in a step. */
  private static final int STEP = 1_024;

  private final Hub hub;
  private final Visibility visibility;
  private final List<Selector> selectors;
  private final Wanted wanted;
  private final Since since;
  private Iterator<Message> current = Collections.emptyIterator();
  private volatile boolean givenUp;
  private boolean begun;
  private boolean replaying;
  private long at;
  private long end;

  /**
   * Takes what is subscribed to, which must be done already, so that what comes after is sent.
   *
   * @param since null if the client does not ask for its position
   */
  Opening(Hub hub, Visibility visibility, List<Selector> selectors, Since since) {
    this.hub = hub;
    this.visibility = visibility;
    this.selectors = selectors;
    this.wanted = new Wanted(selectors);
    this.since = since;
  }

  /** Whether it is over just these selectors. */
  boolean isOf(List<Selector> others) {
    return selectors.equals(others);
  }

  /** What is read of it from now on is not wanted any more. Any thread may call it. */
  void giveUp() {
    givenUp = true;
  }

  /** Whether {@link #giveUp} was called. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether all was read. */
  boolean isOver() {
    return begun && !replaying && !current.hasNext();
  }

  /**
   * Reads on.
   *
   * @param most messages at most, not counting one that says what follows
   * @return perhaps empty, though it is not over
   */
  List<Message> step(int most) {
    List<Message> found = new ArrayList<>();
    if (!begun) {
      begun = true;
      begin(found);
    }
    int compared = 0;
    while (replaying && found.size() < most && compared < STEP) {
      compared += replay(found, most);
    }
    while (!replaying && current.hasNext() && found.size() < most && compared++ < STEP) {
      add(current.next(), found);
    }
    return found;
  }

  private void begin(List<Message> found) {
    if (since == null) {
      current = hub.current();
      return;
    }
    StreamState state = hub.metricState();
    String refusal =
        since.isSomewhere() ? state.refuses(since.sequence(), since.epoch(), hub.history()) : null;
    if (since.isSomewhere() && refusal == null) {
      found.add(Reply.subscribed(selectors, since, null, state.place()));
      at = hub.history().after(since.sequence());
      end = hub.history().end();
      replaying = at < end;
    } else {
      beginWithCurrent(refusal, state, found);
    }
  }

  /** Returns how many messages were compared. */
  private int replay(List<Message> found, int most) {
    int room = most - found.size();
    MessageLog.Slice slice = hub.history().read(at, (int) Math.min(room, end - at));
    boolean forgotten = slice.lost() > 0 || slice.next() == at && at < end;
    if (forgotten) {
      replaying = false;
      beginWithCurrent("too_far_back", hub.metricState(), found);
      return 1;
    }
    at = slice.next();
    replaying = at < end;
    slice.lines().forEach(message -> add(message, found));
    return slice.lines().size();
  }

  private void beginWithCurrent(String refusal, StreamState state, List<Message> found) {
    found.add(Reply.subscribed(selectors, since, refusal, state.place()));
    current = hub.current();
  }

  private void add(Message message, List<Message> found) {
    if (wanted.matches(message) && visibility.sees(message)) {
      found.add(since == null ? message.past() : message.outOfTurn());
    }
  }
}
