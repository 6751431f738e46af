package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers events by colony and second, so that a hot colony sends the task that owns it one record
 * a flush and source, and not one an event. Not thread-safe.
 */
final class ColonyParts {

  /** More colonies than this are not gathered before they are handed over. */
  private static final int MAX_OPEN = 50_000;

  private static final class Open {
    String name;
    long second;
    boolean tooLate;
    long events;
  }

  /** Counts by colony are shown twice a second, so they may wait longer than others. */
  private static final long WAIT_MILLIS = 200;

  private final WindowTime windows;
  private final Map<String, Open> open = new HashMap<>();
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
    long second = Math.floorDiv(event.timestamp(), 1000L);
    Open part = open.get(colonyId);
    if (part == null) {
      if (open.size() >= MAX_OPEN) {
        drain();
      }
      part = new Open();
      part.second = second;
      part.tooLate = tooLate;
      open.put(colonyId, part);
    } else if (part.second != second || part.tooLate != tooLate) {
      hand(colonyId, part);
      part.second = second;
      part.tooLate = tooLate;
      part.events = 0;
    }
    part.name = event.text(Field.COLONY_NAME);
    part.events++;
    dueAt = Math.min(dueAt, windows.finishedAt(windows.start(event.timestamp())));
  }

  /** Hands over what was gathered if it has waited long enough at this clock, milliseconds. */
  void drainAt(long now) {
    if (now - drainedAt >= WAIT_MILLIS || now < drainedAt) {
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
    open.forEach(this::hand);
    open.clear();
    dueAt = Long.MAX_VALUE;
  }

  private void hand(String colonyId, Open part) {
    to.accept(new ColonyPart(colonyId, part.name, part.second, part.tooLate, part.events));
  }
}
