package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the last value of each series and tells subscribers of new ones.
 *
 * <p>One thread publishes, any may subscribe and read. A subscriber that is added is told of every
 * change from then on; together with {@link #current} after it, nothing is missed.
 */
public final class Hub implements LiveListener {

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private final Map<String, Series> series = new ConcurrentHashMap<>();
  private final Subscriptions subscriptions = new Subscriptions();
  private final Set<Subscriber> readers = ConcurrentHashMap.newKeySet();
  private final ActivityLog activity;
  private final FlameGraphs flameGraphs = new FlameGraphs();
  private final int seriesLimit;
  private final PushMetrics metrics;
  private final Clock clock;
  private volatile long updatedAt = -1;
  private boolean full;

  /**
   * Takes its limits.
   *
   * @param seriesLimit series known at a time; updates of further ones are dropped and counted
   * @param recentLines lines of the activity feed that a newcomer begins with
   */
  public Hub(int seriesLimit, int recentLines, PushMetrics metrics, Clock clock) {
    this.seriesLimit = seriesLimit;
    this.activity = new ActivityLog(recentLines);
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The flame graphs of the last hours. */
  public FlameGraphs flameGraphs() {
    return flameGraphs;
  }

  /** Publishes a batch: every subscriber gets what concerns it of the whole batch at one time. */
  @Override
  public void accept(List<LiveRecord> batch) {
    List<Subscriber> toFlush = new ArrayList<>();
    for (LiveRecord record : batch) {
      if (record instanceof Update update) {
        publish(update, toFlush);
      } else if (record instanceof ActivityLine line) {
        activity.append(Message.of(line));
        readers.forEach(reader -> flushLater(reader.lineAdded(), reader, toFlush));
      } else if (record instanceof Removal removal) {
        series.remove(removal.series());
      }
    }
    updatedAt = clock.millis();
    toFlush.forEach(Subscriber::flush);
  }

  /** From now on the subscriber is told of each change of a series that the selector matches. */
  public void subscribe(Selector selector, Subscriber subscriber) {
    subscriptions.add(selector, subscriber);
  }

  /** Takes a subscription back; nothing happens if there is none. */
  public void unsubscribe(Selector selector, Subscriber subscriber) {
    subscriptions.remove(selector, subscriber);
  }

  /** From now on the subscriber is told of each line of the activity feed. */
  public void follow(Subscriber subscriber) {
    readers.add(subscriber);
  }

  /** Takes {@link #follow} back; nothing happens if it does not follow. */
  public void unfollow(Subscriber subscriber) {
    readers.remove(subscriber);
  }

  /**
   * The last messages of all series that one of the selectors matches, each read at the moment that
   * the iterator reaches it. The iterator holds no copy and never fails.
   */
  public Iterator<Message> current(Collection<Selector> selectors) {
    List<Selector> wanted = List.copyOf(selectors);
    return series.values().stream()
        .map(Series::current)
        .filter(m -> wanted.stream().anyMatch(s -> s.matches(m.metric(), m.labels())))
        .iterator();
  }

  /** The lines of the activity feed. */
  public ActivityLog activity() {
    return activity;
  }

  /** Number of series known. */
  public int seriesKnown() {
    return series.size();
  }

  /** Number of different selectors subscribed to; 0 when all subscribers have gone. */
  public int selectors() {
    return subscriptions.size();
  }

  /** Milliseconds since Kafka last gave something; empty if it has not yet. */
  public OptionalLong ageMillis() {
    long at = updatedAt;
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, clock.millis() - at));
  }

  private void publish(Update update, List<Subscriber> toFlush) {
    Message message = Message.of(update);
    Series known = series.get(update.series());
    if (known != null) {
      known.become(message);
    } else if (series.size() < seriesLimit) {
      known = new Series(update.series(), message);
      series.put(update.series(), known);
    } else {
      metrics.seriesDropped.increment();
      if (!full) {
        full = true;
        LOG.warn(
            "series.limit of {} is reached; updates of further series are dropped and counted",
            seriesLimit);
      }
      return;
    }
    Series changed = known;
    subscriptions.matching(
        message,
        members ->
            members.forEach(
                member -> flushLater(member.changed(changed, message), member, toFlush)));
  }

  private static void flushLater(boolean wanted, Subscriber subscriber, List<Subscriber> toFlush) {
    if (wanted) {
      toFlush.add(subscriber);
    }
  }
}
