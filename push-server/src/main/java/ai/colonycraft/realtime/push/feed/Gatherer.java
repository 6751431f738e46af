package ai.colonycraft.realtime.push.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets records wait a moment for others, so that a client is written all of them at one time: the
 * system call is what a delivery costs.
 *
 * <p>The first that comes waits for the whole interval, those after it for the rest. No client
 * loses a value by that: what would give a waiting series a second value passes on what waits
 * before, as do {@link StreamEvent events} and a crowd. For one thread.
 */
public final class Gatherer {

  /** Records that wait at most. */
  private static final int CROWD = 1_000;

  private final long intervalNanos;
  private final LiveListener listener;
  private List<LiveRecord> waiting = new ArrayList<>();
  private final Set<String> series = new HashSet<>();
  private long dueAt;

  /**
   * Takes its target.
   *
   * @param interval how long a record waits at most; zero hands each batch on as it comes
   */
  public Gatherer(Duration interval, LiveListener listener) {
    this.intervalNanos = interval.toNanos();
    this.listener = listener;
  }

  /**
   * Takes records that came together; they stay so.
   *
   * @param now by {@link System#nanoTime}
   */
  public void add(List<LiveRecord> records, long now) {
    if (repeats(records)) {
      handOn();
    }
    if (waiting.isEmpty()) {
      dueAt = now + intervalNanos;
    }
    waiting.addAll(records);
    for (LiveRecord record : records) {
      if (record instanceof Update update) {
        series.add(update.series());
      }
    }
    if (waiting.size() >= CROWD || records.stream().anyMatch(StreamEvent.class::isInstance)) {
      handOn();
    } else {
      handOnIfDue(now);
    }
  }

  /** Passes on what has waited long enough. */
  public void handOnIfDue(long now) {
    if (dueAt - now <= 0) {
      handOn();
    }
  }

  /** Passes on what waits. */
  void handOn() {
    if (!waiting.isEmpty()) {
      List<LiveRecord> batch = waiting;
      waiting = new ArrayList<>();
      series.clear();
      listener.accept(batch);
    }
  }

  /** How long until something is due, but no longer than {@code most}. */
  Duration until(long now, Duration most) {
    if (waiting.isEmpty()) {
      return most;
    }
    return Duration.ofNanos(Math.max(0, Math.min(dueAt - now, most.toNanos())));
  }

  private boolean repeats(List<LiveRecord> records) {
    return records.stream().anyMatch(r -> r instanceof Update u && series.contains(u.series()));
  }
}
