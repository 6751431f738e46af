package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Measure;

/**
 * What one counting step keeps of one key: sums, and no events. Times must not go back. Mutable,
 * not thread-safe.
 */
abstract class Tally {

  /** Any time: nothing is left out but what the window has left behind. */
  static final long EVER = Long.MIN_VALUE;

  /** The newest event that may have taken a step before this one. */
  long split = EVER;

  /** The oldest such event that was not followed by a counted one yet; {@link #EVER} if none. */
  long pending = EVER;

  /** Whether the limit was reached at the last event that was looked at. */
  boolean reached;

  /** When the step was last taken as the first of a rule. */
  long takenAt;

  /** Nothing counted. */
  static Tally of(Measure measure) {
    if (measure.against().isPresent()) {
      return new GroupTallies();
    }
    return measure.kind() == Measure.Kind.DISTINCT ? new RecentValues() : new Buckets();
  }

  /** The tally of the group whose event was counted last; this one without groups. */
  Tally ofGroup() {
    return this;
  }

  /**
   * Counts an event.
   *
   * @param value of the field; of a share or a percentile, whether the event fits
   */
  abstract void add(Measure measure, long time, Object value);

  /** Whether the events of the window at a time, and after another, reach the limit. */
  abstract boolean reaches(Measure measure, long time, long after);

  /** The value for people of the same events. */
  abstract double result(Measure measure, long time, long after);

  /**
   * What the value of the newest event's time was compared with, for people: what is usual, or the
   * value of other groups; null if it was compared with nothing.
   */
  Double compared(Measure measure, long time) {
    return null;
  }

  /** The time of its newest event, or of the newest event of a step before. */
  long newest;

  /** From now on, later events are kept apart from those up to this time. */
  void split(long time) {
    apart(time);
    newest = Math.max(newest, time);
  }

  /** The same, for the tally of a group, whose newest event this is not. */
  void apart(long time) {
    split = time;
    pending = pending == EVER ? time : pending;
  }

  /**
   * When it can be forgotten: its window, or the time from which it has learnt, has passed. Rounded
   * up to whole windows, so that a key has one timer a window and not one an event.
   */
  long forgetAt(Measure measure) {
    long within = measure.within().toMillis();
    long kept = measure.usual().map(usual -> usual.span().toMillis()).orElse(0L);
    return (Math.floorDiv(newest + kept, within) + 2) * within;
  }
}
