package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the last value and the recent past of each series, and sends new ones to subscribers.
 *
 * <p>One thread publishes, any may subscribe and read. A subscriber that is added gets every change
 * from then on; together with {@link #current} or {@link #history} after it, nothing is missed.
 * While a stream is being loaded nobody is sent anything of it: what is read then is past.
 */
public final class Hub implements LiveListener {

  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  /** Lines of the activity feed that are kept. */
  public static final int LINES = 256;

  private final Map<String, Series> series = new ConcurrentHashMap<>();
  private final Subscriptions subscriptions = new Subscriptions();
  private final Set<Subscriber> readers = ConcurrentHashMap.newKeySet();
  private final HubLimits limits;
  private final MessageLog history;
  private final MessageLog activity;
  private final PointBudget points;
  private final FlameGraphs flameGraphs = new FlameGraphs();
  private final PushMetrics metrics;
  private final SkippedRecords skipped;
  private final Clock clock;
  private volatile StreamState metricState = StreamState.UNKNOWN;
  private volatile StreamState activityState = StreamState.UNKNOWN;
  private volatile long updatedAt = -1;
  private boolean full;

  /** Takes its limits and surroundings. */
  public Hub(HubLimits limits, PushMetrics metrics, Clock clock) {
    this.limits = limits;
    this.history = new MessageLog(limits.historyUpdates(), limits.historyBytes());
    this.activity = new MessageLog(LINES, Long.MAX_VALUE);
    this.points = new PointBudget(limits.pointBytes());
    this.metrics = metrics;
    this.skipped = new SkippedRecords(metrics);
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
    long update = metricState.place().sequence();
    long line = activityState.place().sequence();
    boolean renewed = false;
    for (LiveRecord record : batch) {
      renewed |= record instanceof Update || record instanceof ActivityLine;
      if (record instanceof Update updated) {
        skipped.take(updated, r -> publish(updated, toFlush));
        update = updated.sequence();
      } else if (record instanceof Removal removed) {
        forget(series.remove(removed.series()));
        update = removed.sequence();
      } else if (record instanceof ActivityLine added) {
        skipped.take(added, r -> publish(added, toFlush));
        line = added.sequence();
      } else if (record instanceof StreamEvent event && event.stream() == Stream.METRICS) {
        metricState = metricState.at(update);
        onMetrics(event, toFlush);
        update = metricState.place().sequence();
      } else if (record instanceof StreamEvent event && event.stream() == Stream.ACTIVITY) {
        activityState = activityState.at(line);
        onActivity(event, toFlush);
        line = activityState.place().sequence();
      }
    }
    // After all were notified: whoever finds nothing more to send has sent everything up to here.
    metricState = metricState.at(update);
    activityState = activityState.at(line);
    if (renewed) {
      updatedAt = clock.millis();
    }
    skipped.each(toFlush, Subscriber::flush);
  }

  /** From now on the subscriber gets each change of a series that the selector matches. */
  public void subscribe(Selector selector, Subscriber subscriber) {
    subscriptions.add(selector, subscriber);
  }

  /** Takes a subscription back; nothing happens if there is none. */
  public void unsubscribe(Selector selector, Subscriber subscriber) {
    subscriptions.remove(selector, subscriber);
  }

  /** From now on the subscriber gets each line of the activity feed. */
  public void follow(Subscriber subscriber) {
    readers.add(subscriber);
  }

  /** Takes {@link #follow} back; nothing happens if it does not follow. */
  public void unfollow(Subscriber subscriber) {
    readers.remove(subscriber);
  }

  /**
   * The last messages of all series, each read at the moment that the iterator reaches it. The
   * iterator holds no copy and never fails.
   */
  public Iterator<Message> current() {
    return series.values().stream().map(Series::current).iterator();
  }

  /**
   * The recent points of the series that a selector matches, each read when it is asked for.
   *
   * @param since epoch milliseconds of the oldest point wanted
   * @param most series at most
   * @param visibility only series that it sees, and if that is not all, only points of a series
   *     since it has its labels
   */
  public List<SeriesPast> past(Selector selector, long since, int most, Visibility visibility) {
    return series.values().stream()
        .map(s -> new Found(s, s.current()))
        .filter(f -> selector.matches(f.current().metric(), f.current().labels()))
        .filter(f -> visibility.sees(f.current()))
        .limit(most)
        .map(f -> past(f.series(), f.current().labels(), since, visibility))
        .toList();
  }

  private record Found(Series series, Message current) {}

  private static SeriesPast past(
      Series series, Map<String, String> labels, long since, Visibility visibility) {
    return new SeriesPast(
        labels,
        () ->
            visibility.isEverything()
                ? series.points().since(since)
                : series.pastWith(labels, since));
  }

  /** Whether there is a series of this metric that may be seen. */
  public boolean knows(String metric, Visibility visibility) {
    return series.values().stream()
        .map(Series::current)
        .anyMatch(message -> message.metric().equals(metric) && visibility.sees(message));
  }

  /** The updates that are kept for clients that come back. */
  public MessageLog history() {
    return history;
  }

  /** The lines of the activity feed. */
  public MessageLog activity() {
    return activity;
  }

  /** How many of these a newcomer begins with. */
  public int recentLines() {
    return limits.recentLines();
  }

  /** How far metrics were published to subscribers, and whether what is read is news. */
  public StreamState metricState() {
    return metricState;
  }

  /** The same of the activity feed. */
  public StreamState activityState() {
    return activityState;
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
    Series known = series.get(update.series());
    if (known == null && series.size() >= limits.series()) {
      metrics.seriesDropped.increment();
      if (!full) {
        full = true;
        LOG.warn(
            "series.limit of {} is reached; updates of further series are dropped and counted",
            limits.series());
      }
      return;
    }
    // Equal labels are kept once, since the history may hold thousands of a series.
    boolean same = known != null && known.current().labels().equals(update.labels());
    Message message = Message.of(update, same ? known.current().labels() : update.labels());
    if (known == null) {
      known = new Series(update.series(), message, update.timestamp());
      series.put(update.series(), known);
    } else {
      known.become(message, update.timestamp());
    }
    points.add(known.points(), update.timestamp(), update.value().doubleValue());
    if (message.hasSequence()) {
      history.append(message);
    }
    if (metricState.loaded()) {
      publish(known, message, toFlush);
    }
  }

  private void publish(Series changed, Message message, List<Subscriber> toFlush) {
    subscriptions.matching(
        message,
        members ->
            skipped.each(
                members, member -> flushLater(member.changed(changed, message), member, toFlush)));
  }

  private void publish(ActivityLine line, List<Subscriber> toFlush) {
    activity.append(Message.of(line));
    if (activityState.loaded()) {
      skipped.each(readers, reader -> flushLater(reader.lineAdded(), reader, toFlush));
    }
  }

  private void onMetrics(StreamEvent event, List<Subscriber> toFlush) {
    if (event instanceof StreamEvent.Began) {
      series.values().forEach(this::forget);
      series.clear();
    } else if (event instanceof StreamEvent.Loaded && metricState.wasLoadedBefore()) {
      skipped.each(subscriptions.everyone(), Subscriber::restarted);
    }
    metricState = metricState.after(event, history);
    if (metricState.loaded()) {
      toFlush.addAll(subscriptions.everyone());
    }
  }

  private void onActivity(StreamEvent event, List<Subscriber> toFlush) {
    activityState = activityState.after(event, activity);
    if (activityState.loaded()) {
      toFlush.addAll(readers);
    }
  }

  private void forget(Series over) {
    if (over != null) {
      points.remove(over.points());
    }
  }

  private static void flushLater(boolean wanted, Subscriber subscriber, List<Subscriber> toFlush) {
    if (wanted) {
      toFlush.add(subscriber);
    }
  }
}
