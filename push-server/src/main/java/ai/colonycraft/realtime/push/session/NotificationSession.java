package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.NotificationSubscriber;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.StreamPosition;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/**
 * One connection to notifications.
 *
 * <p>A client that says nothing gets each notification that comes while it is connected, once, and
 * nothing else: it shows whatever it gets. One that subscribes gets updates and acknowledgements
 * too, of its place, and of what it missed.
 *
 * <p>Nothing is conflated: a reader that lets more than its bound wait is closed with {@link
 * CloseCode#FELL_BEHIND}, and comes back with {@code since}.
 */
public final class NotificationSession extends AnsweringSession implements NotificationSubscriber {

  private final Notifications notifications;
  private final Visibility visibility;
  private final PushMetrics metrics;

  private final Object lock = new Object();
  private final Queue<Message> replies = new ArrayDeque<>(0);
  private final Queue<Message> waiting = new ArrayDeque<>(0);
  private Iterator<Message> missed = List.<Message>of().iterator();
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
      reply(Reply.pong(clock.millis()));
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
      String refusal = null;
      List<Message> first = new ArrayList<>(waiting);
      if (since.isSomewhere()) {
        Notifications.Missed found =
            history.since(since.sequence(), since.epoch(), s -> s > newFrom && s <= newTo);
        refusal = found.refusal();
        first.addAll(found.messages());
        first.sort(Comparator.comparingLong(Message::sequence));
      }
      first.add(0, Reply.subscribed(List.of(), since, refusal, place));
      first.add(Reply.synced("notifications", place, 0));
      waiting.clear();
      missed = first.iterator();
      // Where it is if the topic is made anew while it is connected.
      since = place.isKnown() ? new Since(place.sequence(), place.epoch()) : Since.NOTHING;
    }
  }

  @Override
  public void publish(Message message, boolean isNew) {
    synchronized (lock) {
      if (behind || since == null && !isNew) {
        return;
      }
      if (waiting.size() < limits.notifications()) {
        waiting.add(message);
        newTo = since == null ? message.sequence() : newTo;
        return;
      }
      behind = true;
      waiting.clear();
    }
    metrics.fellBehind.increment();
    outlet.close(
        CloseCode.FELL_BEHIND,
        "more than " + limits.notifications() + " notifications wait; come back with since");
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

  @Override
  void reply(Message reply) {
    boolean taken;
    synchronized (lock) {
      taken = replies.size() < Outbox.REPLIES && replies.add(reply);
    }
    if (!taken) {
      outlet.close(CloseCode.REPLIES_UNREAD, "replies are not read");
    }
  }

  @Override
  List<Message> take() {
    List<Message> batch = new ArrayList<>();
    synchronized (lock) {
      while (!replies.isEmpty()) {
        batch.add(replies.remove());
      }
      while (batch.size() < Session.BATCH && missed.hasNext()) {
        batch.add(missed.next());
      }
      while (batch.size() < Session.BATCH && !missed.hasNext() && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
    }
    return batch;
  }

  @Override
  public int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }
}
