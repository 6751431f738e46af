package ai.colonycraft.realtime.jobs.rules;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ: those between their common first and last lines. */
final class TextChange {

  /** More lines than these nobody reads on the way. */
  private static final int SHOWN = 12;

  private TextChange() {}

  /** Lines that were, with a minus, and lines that are now, with a plus. */
  static List<String> lines(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    int least = Math.min(old.size(), now.size());
    int head = 0;
    while (head < least && old.get(head).equals(now.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    List<String> lines = new ArrayList<>();
    old.subList(head, old.size() - tail).forEach(line -> lines.add("- " + line));
    now.subList(head, now.size() - tail).forEach(line -> lines.add("+ " + line));
    if (lines.size() <= SHOWN) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, SHOWN));
    first.add("… and %d lines more".formatted(lines.size() - SHOWN));
    return first;
  }
}
