package ai.colonycraft.realtime.jobs.activity;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers what finished windows and corrections add to the summaries. Not thread-safe. */
final class WindowParts {

  private final Map<Long, WindowSummary> byStart = new HashMap<>();

  /** A user's window is finished. */
  void finish(WindowCounts.Count window) {
    Map<String, Long> platforms = new HashMap<>();
    for (String platform : window.platforms) {
      platforms.put(platform, 1L);
    }
    add(new WindowSummary(window.start, window.events, 1, 0, platforms));
  }

  /**
   * One late event of a user whose window was finished.
   *
   * @param platform which the user had not used in the window before, or null
   */
  void correct(long start, String platform) {
    add(new WindowSummary(start, 1, 0, 0, platform == null ? Map.of() : Map.of(platform, 1L)));
  }

  /** A colony's window is finished. */
  void finishColony(long start) {
    add(WindowSummary.ofColonies(start, 1));
  }

  private void add(WindowSummary part) {
    byStart.merge(part.start(), part, WindowSummary::plus);
  }

  /** Hands over what was gathered, and begins anew. */
  void drain(Consumer<WindowSummary> to) {
    byStart.values().forEach(to);
    byStart.clear();
  }
}
