package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.MessageLog;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.StreamState;
import ai.colonycraft.realtime.push.hub.Visibility;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a subscription to metrics gets at its beginning: the last known values, or, to a client that
 * comes back, just what it missed. If that is no longer known, or is forgotten while a slow client
 * takes it, the client gets a message and the last known values.
 *
 * <p>Nothing is decided before the first message is asked for. For one thread at a time.
 */
final class Opening implements Iterator<Message> {

  /** Updates read from the history at a time. */
  private static final int SLICE = 64;

  private final Hub hub;
  private final Visibility visibility;
  private final List<Selector> selectors;
  private final Since since;
  private Iterator<Message> ready = Collections.emptyIterator();
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
    this.since = since;
  }

  @Override
  public boolean hasNext() {
    if (!begun) {
      begun = true;
      begin();
    }
    while (!ready.hasNext() && replaying) {
      readOn();
    }
    return ready.hasNext();
  }

  @Override
  public Message next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }

  private void begin() {
    if (since == null) {
      ready = hub.current(selectors, visibility);
      return;
    }
    StreamState state = hub.metricState();
    String refusal =
        since.isSomewhere() ? state.refuses(since.sequence(), since.epoch(), hub.history()) : null;
    if (since.isSomewhere() && refusal == null) {
      ready = List.of(Reply.subscribed(selectors, since, null, state.place())).iterator();
      replaying = true;
      at = hub.history().after(since.sequence());
      end = hub.history().end();
    } else {
      beginWithCurrent(refusal, state);
    }
  }

  private void readOn() {
    MessageLog.Slice slice = hub.history().read(at, (int) Math.min(SLICE, end - at));
    boolean forgotten = slice.lost() > 0 || slice.next() == at && at < end;
    if (forgotten) {
      replaying = false;
      beginWithCurrent("too_far_back", hub.metricState());
      return;
    }
    at = slice.next();
    replaying = at < end;
    ready =
        slice.lines().stream()
            .filter(message -> Selector.any(selectors, message) && visibility.sees(message))
            .map(Message::past)
            .iterator();
  }

  private void beginWithCurrent(String refusal, StreamState state) {
    Iterator<Message> missed =
        List.of(Reply.subscribed(selectors, since, refusal, state.place())).iterator();
    Iterator<Message> current = hub.current(selectors, visibility);
    ready =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return missed.hasNext() || current.hasNext();
          }

          @Override
          public Message next() {
            return missed.hasNext() ? missed.next() : current.next();
          }
        };
  }
}
