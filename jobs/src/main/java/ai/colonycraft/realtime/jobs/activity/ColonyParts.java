package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.util.function.Consumer;

/**
 * Gathers events by colony, so that a hot colony sends the task that owns it one record a while and
 * source, and not one an event. Not thread-safe.
 */
final class ColonyParts {

  /** More colonies than this are not gathered before they are handed over. */
  private static final int MAX_OPEN = 50_000;

  /** Counts by colony are shown twice a second, so they may wait longer than others. */
  private static final long WAIT_MILLIS = 200;

  /** So long they wait where there are very many. */
  private static final long LONGEST_WAIT_MILLIS = 1000;

  /** At most so many are handed on in a millisecond, unless that takes longer than the longest. */
  private static final int PARTS_A_MILLI = 20;

  private final WindowTime windows;
  private final OpenColonies open = new OpenColonies();
  private final Consumer<ColonyPart> to;

  /** The watermark at which the first window of an open part is finished. */
  private long dueAt = Long.MAX_VALUE;

  private long drainedAt;

  /** Takes the windows that the parts belong to, and who gets them. */
  ColonyParts(WindowTime windows, Consumer<ColonyPart> to) {
    this.windows = windows;
    this.to = to;
  }

  /** Counts an event, if it belongs to a colony. */
  void add(Activity activity, boolean tooLate) {
    if (WrittenTexts.isNull(activity.form(), activity.colonyIdAt())) {
      return;
    }
    OpenColonies.Open part = open.find(activity);
    if (part == null) {
      if (open.size() >= MAX_OPEN) {
        drain();
      }
      part = open.add(activity);
    }
    part.last = activity;
    long timestamp = activity.timestamp();
    long second = Math.floorDiv(timestamp, 1000L);
    if (tooLate) {
      part.late = count(activity, true, part.late, second);
    } else {
      part.inTime = count(activity, false, part.inTime, second);
      dueAt = Math.min(dueAt, windows.finishedAt(windows.start(timestamp)));
    }
  }

  private SecondCounts count(Activity activity, boolean tooLate, SecondCounts counts, long second) {
    SecondCounts into = counts;
    if (into != null && into.isFull()) {
      handOver(activity, tooLate, into);
      into = null;
    }
    return (into == null ? new SecondCounts() : into).add(second, 1);
  }

  /** Hands over counts of the colony that an event belongs to. */
  private void handOver(Activity last, boolean tooLate, SecondCounts counts) {
    to.accept(new ColonyPart(last.colonyId(), last.colonyName(), tooLate, counts));
  }

  /** Hands over what was gathered if it has waited long enough at this clock, milliseconds. */
  void drainAt(long now) {
    long waited = now - drainedAt;
    long wait = Math.max(WAIT_MILLIS, Math.min(LONGEST_WAIT_MILLIS, open.size() / PARTS_A_MILLI));
    if (waited >= wait || waited < 0) {
      drain();
      drainedAt = now;
    }
  }

  /** Hands over what was gathered if a part's window would be finished without it. */
  void drainBefore(long watermark) {
    if (watermark >= dueAt) {
      drain();
    }
  }

  /** Hands over what was gathered, and begins anew. */
  void drain() {
    open.drain(
        part -> {
          if (part.inTime != null) {
            handOver(part.last, false, part.inTime);
          }
          if (part.late != null) {
            handOver(part.last, true, part.late);
          }
        });
    dueAt = Long.MAX_VALUE;
  }
}
