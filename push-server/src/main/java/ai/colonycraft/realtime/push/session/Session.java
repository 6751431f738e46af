package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.Series;
import ai.colonycraft.realtime.push.hub.Subscriber;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to metrics and activity: answers what its client asks, and writes what its {@link
 * Outbox} holds, one batch at a time, no faster than the client's {@link Pace}.
 *
 * <p>It gets every series without labels until its client makes a choice that the platform
 * document's {@code MetricStreamClient} can't express: a {@code subscribe} with labels, {@code
 * subscriptions} or {@code since}. That client drops subscriptions made before its socket is open,
 * so its first {@code subscribe} does not name all that it listens to, and must end nothing. Its
 * {@code unsubscribe} excludes one metric, which a later {@code subscribe} includes again.
 */
public final class Session extends AnsweringSession implements Subscriber {

  /** Messages written together; also how far what is sent can lag behind the newest value. */
  static final int BATCH = 64;

  private final Hub hub;
  private final Visibility visibility;
  private final Outbox outbox;
  private final SelectorCosts costs;
  private final Pace pace = new Pace();
  private final AtomicBoolean waking = new AtomicBoolean();
  private final AtomicBoolean preparing = new AtomicBoolean();
  private final Set<Selector> selectors = new LinkedHashSet<>();

  /** Metrics that the client unsubscribed from while it gets all totals; replaced, not changed. */
  private volatile Set<String> excluded = Set.of();

  private boolean totals;
  private boolean closed;
  private boolean flushAsked;

  /**
   * Takes its surroundings; {@link #open} begins.
   *
   * @param visibility what the client may see; it gets nothing else, whatever it subscribes to
   */
  public Session(
      Hub hub,
      Visibility visibility,
      Outlet outlet,
      SessionLimits limits,
      PushMetrics metrics,
      Clock clock) {
    super(outlet, limits, metrics, clock);
    this.hub = hub;
    this.visibility = visibility;
    this.costs = new SelectorCosts(outlet.client());
    this.outbox =
        new Outbox(limits.queue(), this::everything, hub, visibility, outlet.client(), metrics);
  }

  @Override
  public void open() {
    totals = true;
    add(List.of(Selector.TOTALS), null);
    writer.send();
  }

  /**
   * Begins with subscriptions, for a client that can't ask for them later.
   *
   * @param wanted series of metrics
   * @param since where the client was in them
   * @param lines where it was in the activity feed; null if it does not want that
   */
  public void open(List<Selector> wanted, Since since, Since lines) {
    if (!wanted.isEmpty()) {
      add(wanted, since);
    }
    if (lines != null) {
      add(List.of(Selector.total(Message.ACTIVITY_FEED)), lines);
    }
    writer.send();
  }

  @Override
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
    if (!visibility.sees(message) || isExcluded(message)) {
      return false;
    }
    outbox.changed(series, message);
    return askForFlush();
  }

  @Override
  public boolean lineAdded() {
    return askForFlush();
  }

  @Override
  public void restarted() {
    outbox.restart();
  }

  @Override
  public void flush() {
    flushAsked = false;
    if (pace.waitNanos(System.nanoTime()) > 0) {
      wakeLater();
    } else {
      writer.send();
    }
  }

  @Override
  void handle(String text) throws BadRequestException {
    Request request = RequestParser.parse(text);
    if (request instanceof Request.Subscribe subscribe) {
      subscribe(subscribe);
    } else if (request instanceof Request.Unsubscribe unsubscribe) {
      unsubscribe(unsubscribe.selector());
    } else if (request instanceof Request.Pace asked) {
      pace.set(asked.maxUpdatesPerSecond());
    } else {
      closeUnless(outbox.replyInTurn(Reply.pong(clock.millis())));
    }
  }

  private void subscribe(Request.Subscribe request) throws BadRequestException {
    if (totals && request.isChoice()) {
      endTotals();
    }
    synchronized (selectors) {
      Set<Selector> added = new LinkedHashSet<>(request.selectors());
      added.removeAll(selectors);
      int most = limits.subscriptions() + (totals ? 1 : 0);
      if (selectors.size() + added.size() > most) {
        throw new BadRequestException(
            "too_many_subscriptions",
            "expected at most " + limits.subscriptions() + "; unsubscribe from others first");
      }
      costs.pay(added);
    }
    request.selectors().forEach(selector -> include(selector.metric()));
    add(request.selectors(), request.since());
  }

  private void endTotals() {
    totals = false;
    excluded = Set.of();
    remove(Selector.TOTALS);
    // Else a total could come after the answer to the subscription, and before what was missed.
    outbox.giveUp(List.of(Selector.TOTALS));
  }

  private void unsubscribe(Selector selector) {
    if (!totals) {
      remove(selector);
    } else if (!selector.equals(Selector.TOTALS)) {
      remove(selector);
      exclude(selector);
    }
  }

  /** Beyond the limit a metric stays in, which its client ignores. */
  private void exclude(Selector selector) {
    boolean named = selector.labels().isEmpty() && !selector.isPattern();
    if (named && excluded.size() < limits.subscriptions()) {
      Set<String> more = new HashSet<>(excluded);
      more.add(selector.metric());
      excluded = Set.copyOf(more);
    }
  }

  private void include(String metric) {
    if (excluded.contains(metric)) {
      Set<String> fewer = new HashSet<>(excluded);
      fewer.remove(metric);
      excluded = Set.copyOf(fewer);
    }
  }

  /** Whether only {@link Selector#TOTALS} means the message, and the client does not want it. */
  private boolean isExcluded(Message message) {
    if (!excluded.contains(message.metric()) || !message.labels().isEmpty()) {
      return false;
    }
    synchronized (selectors) {
      return selectors.stream()
          .filter(selector -> !selector.equals(Selector.TOTALS))
          .noneMatch(selector -> selector.matches(message.metric(), message.labels()));
    }
  }

  private void add(List<Selector> wanted, Since since) {
    synchronized (selectors) {
      if (closed) {
        return;
      }
      selectors.addAll(wanted);
      if (isActivity(wanted)) {
        hub.follow(this);
        outbox.lines().follow(since);
      } else {
        if (since != null) {
          outbox.tellPlace();
        }
        // In this order, so that a value which comes between the two is not missed.
        wanted.forEach(selector -> hub.subscribe(selector, this));
        outbox.pass(new Opening(hub, visibility, wanted, since));
      }
    }
  }

  private void remove(Selector selector) {
    synchronized (selectors) {
      if (!selectors.remove(selector)) {
        return;
      }
      costs.refund(selector);
      if (isActivity(List.of(selector))) {
        hub.unfollow(this);
        outbox.lines().unfollow();
      } else {
        hub.unsubscribe(selector, this);
      }
    }
  }

  @Override
  void reply(Message reply) {
    closeUnless(outbox.reply(reply));
  }

  private void closeUnless(boolean isTaken) {
    if (!isTaken) {
      outlet.close(CloseCode.REPLIES_UNREAD, "replies are not read");
    }
  }

  private Opening everything(Since since) {
    List<Selector> all;
    synchronized (selectors) {
      all = selectors.stream().filter(s -> !isActivity(List.of(s))).toList();
    }
    return new Opening(hub, visibility, all, since);
  }

  @Override
  List<Message> take() {
    long now = System.nanoTime();
    boolean newsToo = pace.waitNanos(now) <= 0;
    List<Message> batch = outbox.take(BATCH, newsToo);
    if (outbox.tookNews() && outbox.isEmpty()) {
      pace.sent(now);
    } else if (!newsToo && !outbox.isEmpty()) {
      wakeLater();
    }
    if (outbox.needsPreparing() && preparing.compareAndSet(false, true)) {
      outlet.work(this::prepare);
    }
    return batch;
  }

  private void prepare() {
    try {
      outbox.prepare(BATCH);
    } finally {
      preparing.set(false);
    }
    writer.send();
  }

  private void wakeLater() {
    if (waking.compareAndSet(false, true)) {
      outlet.later(
          Duration.ofNanos(Math.max(0, pace.waitNanos(System.nanoTime()))),
          () -> {
            waking.set(false);
            writer.send();
          });
    }
  }

  private boolean askForFlush() {
    boolean first = !flushAsked;
    flushAsked = true;
    return first;
  }

  private static boolean isActivity(List<Selector> selectors) {
    return selectors.contains(Selector.total(Message.ACTIVITY_FEED));
  }

  @Override
  public int waiting() {
    return outbox.waiting();
  }
}
