package ai.colonycraft.realtime.push.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest lines of the activity feed, numbered from 0 on; a full log forgets the oldest. Readers
 * hold a position, not a queue, so that a slow one costs no memory.
 *
 * <p>One thread appends; any may read.
 */
public final class ActivityLog {

  /** Lines kept. */
  static final int CAPACITY = 256;

  private record Line(long number, Message message) {}

  private final AtomicReferenceArray<Line> lines = new AtomicReferenceArray<>(CAPACITY);
  private final int recent;
  private volatile long end;

  /** Takes how many of the newest lines a newcomer begins with, at most {@link #CAPACITY}. */
  ActivityLog(int recent) {
    this.recent = Math.min(recent, CAPACITY);
  }

  void append(Message line) {
    long number = end;
    lines.set(slot(number), new Line(number, line));
    end = number + 1;
  }

  /** The number that the next line will have. */
  public long end() {
    return end;
  }

  /** The position at which a newcomer begins. */
  public long start() {
    return Math.max(0, end - recent);
  }

  /**
   * Reads lines in order.
   *
   * @param from number of the first line wanted
   * @param limit lines to return at most
   */
  public Slice read(long from, int limit) {
    long to = end;
    long first = Math.max(from, to - CAPACITY);
    List<Message> found = new ArrayList<>();
    long at = first;
    for (; at < to && found.size() < limit; at++) {
      Line line = lines.get(slot(at));
      if (line.number() == at) {
        found.add(line.message());
      } else {
        // Overwritten while reading: what was found so far is older than what is lost.
        return new Slice(found, at, first - from);
      }
    }
    return new Slice(found, at, first - from);
  }

  private static int slot(long number) {
    return (int) (number % CAPACITY);
  }

  /**
   * What was read.
   *
   * @param lines oldest first
   * @param next number to read from next time
   * @param lost lines that were wanted and are forgotten
   */
  public record Slice(List<Message> lines, long next, long lost) {}
}
