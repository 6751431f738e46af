package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.WindowTime;
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
  void add(Event event, boolean tooLate) {
    String colonyId = event.text(Field.COLONY_ID);
    if (colonyId == null) {
      return;
    }
    OpenColonies.Open part = open.find(colonyId);
    if (part == null) {
      if (open.size() >= MAX_OPEN) {
        drain();
      }
      part = open.add(colonyId);
    }
    part.name = event.text(Field.COLONY_NAME);
    long second = Math.floorDiv(event.timestamp(), 1000L);
    if (tooLate) {
      part.late = count(colonyId, part.name, true, part.late, second);
    } else {
      part.inTime = count(colonyId, part.name, false, part.inTime, second);
      dueAt = Math.min(dueAt, windows.finishedAt(windows.start(event.timestamp())));
    }
  }

  private SecondCounts count(
      String colonyId, String name, boolean tooLate, SecondCounts counts, long second) {
    SecondCounts into = counts;
    if (into != null && into.isFull()) {
      to.accept(new ColonyPart(colonyId, name, tooLate, into));
      into = null;
    }
    return (into == null ? new SecondCounts() : into).add(second, 1);
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
            to.accept(new ColonyPart(part.id, part.name, false, part.inTime));
          }
          if (part.late != null) {
            to.accept(new ColonyPart(part.id, part.name, true, part.late));
          }
        });
    dueAt = Long.MAX_VALUE;
  }
}
