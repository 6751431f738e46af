package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.util.function.Consumer;

/**
 * Gathers events by colony or agent and what they spent, so that a hot one sends the task that owns
 * it one record a while and source, and not one an event. Not thread-safe.
 */
final class SpenderParts {

  /** At most this number of colonies or agents are buffered before they are sent. */
  private static final int MAX_OPEN = 48_000;

  /** Counts by colony and agent are shown twice a second, so they may wait longer than others. */
  private static final long WAIT_MILLIS = 200;

  /** The buffer time grows with their number, so that at most this many are sent a millisecond. */
  private static final int PARTS_A_MILLI = 20;

  /** How long the largest number that is buffered would wait: no wait is longer. */
  static final long WAIT_OF_MOST_MILLIS = MAX_OPEN / PARTS_A_MILLI;

  private final SpenderKind kind;
  private final WindowTime windows;
  private final OpenSpenders inTime;
  private final OpenSpenders late;

  /** The watermark at which the first window of an open part is finished. */
  private long dueAt = Long.MAX_VALUE;

  private long drainedAt;

  /** Takes whose events are counted, the windows that the parts belong to, and who gets them. */
  SpenderParts(SpenderKind kind, WindowTime windows, Consumer<ColonyPart> to) {
    this.kind = kind;
    this.windows = windows;
    this.inTime = new OpenSpenders(kind, kind.step(windows), false, to);
    this.late = new OpenSpenders(kind, kind.step(windows), true, to);
  }

  /** Counts an event, if it belongs to one of the kind. */
  void add(Activity activity, boolean tooLate) {
    if (!kind.isIn(activity)) {
      return;
    }
    if (tooLate) {
      late.add(activity);
    } else {
      inTime.add(activity);
      dueAt = Math.min(dueAt, windows.finishedAt(windows.start(activity.timestamp())));
    }
    if (size() >= MAX_OPEN) {
      drain();
    }
  }

  /** Whether nothing is buffered. */
  boolean isEmpty() {
    return size() == 0;
  }

  private int size() {
    return inTime.size() + late.size();
  }

  /** Emits what was buffered if its time is over at this clock, epoch milliseconds. */
  void drainAt(long now) {
    long waited = now - drainedAt;
    long wait = Math.max(WAIT_MILLIS, Math.min(kind.longestWait, size() / PARTS_A_MILLI));
    if (waited >= wait || waited < 0) {
      drain();
      drainedAt = now;
    }
  }

  /** Emits what was buffered if a part's window would be finished without it. */
  void drainBefore(long watermark) {
    if (watermark >= dueAt) {
      drain();
    }
  }

  /** Emits what was buffered and clears the buffer. */
  void drain() {
    inTime.drain();
    late.drain();
    dueAt = Long.MAX_VALUE;
  }
}
