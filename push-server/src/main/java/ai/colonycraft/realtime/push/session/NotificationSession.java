package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.NotificationSubscriber;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Replay;
import ai.colonycraft.realtime.push.hub.StreamPosition;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to notifications.
 *
 * <p>A client that says nothing gets each notification that comes while it is connected, once, and
 * nothing else: it shows whatever it gets. One that subscribes gets updates and acknowledgements
 * too, of its place, and of what it missed.
 *
 * <p>No notification is conflated, and of a group and of the silences the newest state waits alone:
 * a reader that lets more than its bound wait is closed with {@link CloseCode#FELL_BEHIND}, and
 * comes back with {@code since}.
 */
public final class NotificationSession extends AnsweringSession implements NotificationSubscriber {

  private final Notifications notifications;
  private final Visibility visibility;
  private final PushMetrics metrics;

  private final Object lock = new Object();
  private final Queue<Message> replies = new ArrayDeque<>(0);
  private final Queue<Message> waiting = new ArrayDeque<>(0);

  /** What was read of the replay, to be taken before what waits. */
  private final Queue<Message> prepared = new ArrayDeque<>(0);

  /** Replies that come after what was missed. */
  private final Queue<Message> inTurn = new ArrayDeque<>(0);

  /** What was missed and is not read yet; null if it is. */
  private Replay replay;

  private final AtomicBoolean preparing = new AtomicBoolean();
  private boolean behind;
  private boolean closed;
  private Since since;

  /** Of a client that has not subscribed: it got every new one in this range. */
  private long newFrom = Long.MAX_VALUE;

  private long newTo = Long.MIN_VALUE;

  /**
   * Takes its surroundings; {@link #open} begins.
   *
   * @param visibility what the client may see
   */
  public NotificationSession(
      Notifications notifications,
      Visibility visibility,
      Outlet outlet,
      SessionLimits limits,
      PushMetrics metrics,
      Clock clock) {
    super(outlet, limits, metrics, clock);
    this.notifications = notifications;
    this.visibility = visibility;
    this.metrics = metrics;
  }

  @Override
  public void open() {
    notifications.open(this);
  }

  /** Begins for a client that can't say later that it wants everything. */
  public void open(Since from) {
    follow(from);
    writer.send();
  }

  @Override
  void handle(String text) throws BadRequestException {
    Request request = RequestParser.parseOfNotifications(text);
    if (request instanceof Request.Follow follow) {
      follow(follow.since());
    } else {
      replyInTurn(Reply.pong(clock.millis()));
    }
  }

  @Override
  public void closed() {
    synchronized (lock) {
      closed = true;
    }
    notifications.close(this);
  }

  @Override
  public Visibility visibility() {
    return visibility;
  }

  @Override
  public void begin(History history, StreamPosition place) {
    synchronized (lock) {
      if (since == null) {
        newFrom = place.sequence();
        newTo = newFrom;
        return;
      }
      prepared.clear();
      if (since.isSomewhere()) {
        if (!waiting.isEmpty()) {
          // It is read again, in its order.
          newTo = Math.min(newTo, waiting.peek().sequence() - 1);
          waiting.clear();
        }
        long from = newFrom;
        long to = newTo;
        replay = history.since(since.sequence(), since.epoch(), s -> s > from && s <= to);
        prepared.add(Reply.subscribed(List.of(), since, replay.refusal(), place));
      } else {
        replay = null;
        prepared.add(Reply.subscribed(List.of(), since, null, place));
        prepared.addAll(waiting);
        waiting.clear();
        prepared.add(Reply.synced("notifications", place, 0));
        prepared.addAll(inTurn);
        inTurn.clear();
      }
      // Where it is if the topic is made anew while it is connected.
      since = place.isKnown() ? new Since(place.sequence(), place.epoch()) : Since.NOTHING;
    }
  }

  @Override
  public void publish(Message message, boolean isNew) {
    synchronized (lock) {
      if (behind || since == null && !isNew || replay != null && replay.comesTo(message)) {
        return;
      }
      waiting.removeIf(message::replaces);
      if (waiting.size() < limits.notifications()) {
        waiting.add(message);
        newTo = since == null ? message.sequence() : newTo;
        return;
      }
      fallBehind();
    }
    closeBehind("more than " + limits.notifications() + " notifications wait");
  }

  private void fallBehind() {
    behind = true;
    waiting.clear();
    prepared.clear();
    replay = null;
  }

  private void closeBehind(String why) {
    metrics.fellBehind.increment();
    outlet.close(CloseCode.FELL_BEHIND, why + "; come back with since");
  }

  @Override
  public void flush() {
    writer.send();
  }

  /** Opens anew with a place, so that what was missed and what comes are in one order. */
  private void follow(Since from) {
    notifications.close(this);
    synchronized (lock) {
      since = from;
    }
    notifications.open(this);
    synchronized (lock) {
      if (!closed) {
        return;
      }
    }
    notifications.close(this);
  }

  /** Replies when the replay that is under way is over. */
  private void replyInTurn(Message reply) {
    synchronized (lock) {
      if (replay != null && inTurn.size() < Outbox.REPLIES) {
        inTurn.add(reply);
        return;
      }
    }
    reply(reply);
  }

  @Override
  void reply(Message reply) {
    boolean taken;
    synchronized (lock) {
      taken =
          replies.size() < Outbox.REPLIES
              && outlet.client().take(reply.payload().remaining())
              && replies.add(reply);
    }
    if (!taken) {
      outlet.close(CloseCode.REPLIES_UNREAD, "replies are not read");
    }
  }

  @Override
  List<Message> take() {
    List<Message> batch = new ArrayList<>();
    boolean needsPreparing;
    synchronized (lock) {
      while (!replies.isEmpty()) {
        Message reply = replies.remove();
        outlet.client().release(reply.payload().remaining());
        batch.add(reply);
      }
      while (batch.size() < Session.BATCH && !prepared.isEmpty()) {
        batch.add(prepared.remove());
      }
      while (batch.size() < Session.BATCH && replay == null && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      needsPreparing = !closed && replay != null && prepared.isEmpty();
    }
    if (needsPreparing && preparing.compareAndSet(false, true)) {
      outlet.work(this::prepare);
    }
    return batch;
  }

  private void prepare() {
    try {
      readOn();
    } finally {
      preparing.set(false);
    }
    writer.send();
  }

  private void readOn() {
    Replay current;
    synchronized (lock) {
      current = closed ? null : replay;
    }
    if (current == null) {
      return;
    }
    // Without this lock: whoever publishes has that of the notifications first.
    Notifications.Part part = notifications.read(current, Session.BATCH);
    synchronized (lock) {
      if (replay != current) {
        return;
      }
      if (!part.isLost()) {
        prepared.addAll(part.messages());
        if (part.isLast()) {
          prepared.add(Reply.synced("notifications", part.place(), 0));
          prepared.addAll(inTurn);
          inTurn.clear();
          replay = null;
        }
        return;
      }
      fallBehind();
    }
    closeBehind("notifications were forgotten before they were read");
  }

  @Override
  public int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }
}
