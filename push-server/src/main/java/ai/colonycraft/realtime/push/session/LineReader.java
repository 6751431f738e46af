package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.MessageLog;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.StreamPosition;
import ai.colonycraft.realtime.push.hub.StreamState;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.util.List;

/**
 * One client's way through the activity feed: a position in the hub's log, and no queue. A reader
 * that falls behind the log loses the oldest lines. Any thread may follow and unfollow; one at a
 * time takes.
 */
final class LineReader {

  private static final List<Selector> SELECTORS = List.of(Selector.total(Message.ACTIVITY_FEED));

  private final Hub hub;
  private final Visibility visibility;
  private final PushMetrics metrics;
  private boolean following;
  private boolean begun;
  private Since since;
  private long next;
  private boolean placeDue;
  private long skipped;

  LineReader(Hub hub, Visibility visibility, PushMetrics metrics) {
    this.hub = hub;
    this.visibility = visibility;
    this.metrics = metrics;
  }

  /**
   * Begins with what was missed or the newest lines, or, if there is nothing to begin from, stays
   * where it is.
   *
   * @param from null if the client does not ask for its position
   */
  synchronized void follow(Since from) {
    if (!following || from != null) {
      following = true;
      begun = false;
      since = from;
    }
  }

  synchronized void unfollow() {
    following = false;
  }

  synchronized boolean isAtEnd() {
    return !following || begun && next >= hub.activity().end();
  }

  /** Adds lines to a batch; returns whether there were some. */
  synchronized boolean take(List<Message> batch, int most) {
    StreamState state = hub.activityState();
    if (!following || !state.loaded()) {
      return false;
    }
    if (!begun) {
      begin(batch, state);
    }
    MessageLog log = hub.activity();
    int before = batch.size();
    while (next < log.end() && batch.size() == before) {
      MessageLog.Slice slice = log.read(next, most);
      slice.lines().stream().filter(visibility::sees).forEach(batch::add);
      metrics.activityDropped.add(slice.lost());
      // How many of the lost lines a narrowed client would have seen, nobody knows any more.
      skipped += visibility.isEverything() ? slice.lost() : 0;
      placeDue |= slice.lost() > 0;
      next = slice.next();
    }
    boolean some = batch.size() > before;
    if (next >= log.end() && since != null && placeDue) {
      batch.add(Reply.synced(Message.ACTIVITY_FEED, state.place(), skipped));
      placeDue = false;
      skipped = 0;
    }
    return some;
  }

  private void begin(List<Message> batch, StreamState state) {
    begun = true;
    MessageLog log = hub.activity();
    String refusal = null;
    boolean resumes = since != null && since.isSomewhere();
    if (resumes) {
      refusal = state.refuses(since.sequence(), since.epoch(), log);
    }
    next = resumes && refusal == null ? log.after(since.sequence()) : recent(log);
    if (since != null) {
      StreamPosition place = state.place();
      batch.add(Reply.subscribed(SELECTORS, since, refusal, place));
      placeDue = true;
    }
  }

  /** The number of the line with which a newcomer begins, so that it gets the newest it may see. */
  private long recent(MessageLog log) {
    if (visibility.isEverything()) {
      return log.start(hub.recentLines());
    }
    MessageLog.Slice all = log.read(log.start(Hub.LINES), Hub.LINES);
    int left = hub.recentLines();
    int at = all.lines().size();
    while (at > 0 && left > 0) {
      at--;
      left -= visibility.sees(all.lines().get(at)) ? 1 : 0;
    }
    return all.next() - all.lines().size() + at;
  }
}
