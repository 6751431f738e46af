package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.Series;
import ai.colonycraft.realtime.push.hub.Subscriber;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection: answers what its client asks, and writes what its {@link Outbox} holds, one batch
 * at a time.
 *
 * <p>Until its first {@code subscribe} it gets every series without labels, since a client may have
 * lost the subscriptions that it made before its socket was open.
 *
 * <p>The transport calls {@link #open}, {@link #receive}, {@link #refuse} and {@link #closed}, not
 * two at a time but for {@code closed}; the hub calls the methods of {@link Subscriber}.
 */
public final class Session implements Subscriber {

  /** Messages written together; also how far what is sent can lag behind the newest value. */
  static final int BATCH = 64;

  private final Hub hub;
  private final Outlet outlet;
  private final SessionLimits limits;
  private final PushMetrics metrics;
  private final Clock clock;
  private final Outbox outbox;
  private final Set<Selector> selectors = new LinkedHashSet<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean news = new AtomicBoolean();
  private boolean subscribed;
  private boolean closed;
  private int errors;
  private boolean flushAsked;

  /** Takes its surroundings; {@link #open} begins. */
  public Session(Hub hub, Outlet outlet, SessionLimits limits, PushMetrics metrics, Clock clock) {
    this.hub = hub;
    this.outlet = outlet;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.outbox = new Outbox(limits.queue(), this::everything, hub.activity(), metrics);
  }

  /** The client can be written to. */
  public void open() {
    add(Selector.TOTALS);
    send();
  }

  /** The client sent a text message. */
  public void receive(String text) {
    try {
      handle(RequestParser.parse(text));
    } catch (BadRequestException e) {
      refuse(e.code(), e.getMessage());
    }
    send();
  }

  /**
   * The client sent something that is not a text message: it is told so, and closed if that was
   * once too often.
   */
  public void refuse(String code, String message) {
    metrics.protocolErrors.increment();
    reply(Reply.error(code, message));
    send();
    if (++errors == limits.errors()) {
      outlet.close(CloseCode.TOO_MANY_ERRORS, errors + " messages were refused");
    }
  }

  /** The connection is over; the session leaves nothing behind. */
  public void closed() {
    synchronized (selectors) {
      closed = true;
      selectors.forEach(s -> hub.unsubscribe(s, this));
      selectors.clear();
      hub.unfollow(this);
    }
  }

  @Override
  public boolean changed(Series series, Message message) {
    outbox.changed(series, message);
    return askForFlush();
  }

  @Override
  public boolean lineAdded() {
    return askForFlush();
  }

  @Override
  public void flush() {
    flushAsked = false;
    send();
  }

  private void handle(Request request) throws BadRequestException {
    if (request instanceof Request.Subscribe subscribe) {
      subscribe(subscribe.selector());
    } else if (request instanceof Request.Unsubscribe unsubscribe) {
      remove(unsubscribe.selector());
    } else {
      reply(Reply.pong(clock.millis()));
    }
  }

  private void subscribe(Selector selector) throws BadRequestException {
    if (!subscribed) {
      subscribed = true;
      remove(Selector.TOTALS);
    }
    synchronized (selectors) {
      if (!selectors.contains(selector) && selectors.size() >= limits.subscriptions()) {
        throw new BadRequestException(
            "too_many_subscriptions",
            "expected at most " + limits.subscriptions() + "; unsubscribe from others first");
      }
    }
    add(selector);
  }

  private void add(Selector selector) {
    synchronized (selectors) {
      if (closed) {
        return;
      }
      selectors.add(selector);
      if (isActivity(selector)) {
        hub.follow(this);
        outbox.followActivity();
      } else {
        // In this order, so that a value which comes between the two is not missed.
        hub.subscribe(selector, this);
        outbox.current(hub.current(List.of(selector)));
      }
    }
  }

  private void remove(Selector selector) {
    synchronized (selectors) {
      if (!selectors.contains(selector) || selector.equals(Selector.TOTALS) && !subscribed) {
        return;
      }
      selectors.remove(selector);
      if (isActivity(selector)) {
        hub.unfollow(this);
        outbox.unfollowActivity();
      } else {
        hub.unsubscribe(selector, this);
      }
    }
  }

  private void reply(ByteBuffer reply) {
    if (!outbox.reply(reply)) {
      outlet.close(CloseCode.REPLIES_UNREAD, "replies are not read");
    }
  }

  private Iterator<Message> everything() {
    Collection<Selector> all;
    synchronized (selectors) {
      all = List.copyOf(selectors);
    }
    return hub.current(all);
  }

  private boolean askForFlush() {
    boolean first = !flushAsked;
    flushAsked = true;
    return first;
  }

  /** Makes sure that what the outbox holds now will be written. */
  private void send() {
    news.set(true);
    writeOn();
  }

  /** Writes until there is no news, unless a write is under way, which does so at its end. */
  private void writeOn() {
    while (news.get() && writing.compareAndSet(false, true)) {
      news.set(false);
      List<ByteBuffer> batch = outbox.take(BATCH);
      if (batch.isEmpty()) {
        writing.set(false);
        continue;
      }
      AtomicBoolean oneIsDone = new AtomicBoolean();
      outlet.write(
          batch,
          () -> {
            metrics.delivered.add(batch.size());
            news.set(true);
            writing.set(false);
            // A write that ends at once is followed by this loop, not by a deeper call.
            if (!oneIsDone.compareAndSet(false, true)) {
              writeOn();
            }
          });
      if (oneIsDone.compareAndSet(false, true)) {
        return;
      }
    }
  }

  private static boolean isActivity(Selector selector) {
    return selector.equals(Selector.total(Message.ACTIVITY_FEED));
  }

  /** How many messages wait to be written. Any thread may ask. */
  public int waiting() {
    return outbox.waiting();
  }
}
