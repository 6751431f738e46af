package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Amounts;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers what finished windows and corrections add to the summaries. Not thread-safe. */
final class WindowParts {

  private static final class Part {
    long events;
    long users;
    long colonies;
    long agents;
    long tokens;
    final Map<String, Long> usersByPlatform = new HashMap<>();
  }

  private final Map<Long, Part> byStart = new HashMap<>();

  /** A user's window is finished. */
  void finish(WindowCounts.Count window) {
    Part part = part(window.start);
    part.events += window.events;
    part.users++;
    for (String platform : window.platforms()) {
      part.usersByPlatform.merge(platform, 1L, Long::sum);
    }
  }

  /**
   * One late event of a user whose window was finished.
   *
   * @param platform which the user had not used in the window before, or null
   */
  void correct(long start, String platform) {
    Part part = part(start);
    part.events++;
    if (platform != null) {
      part.usersByPlatform.merge(platform, 1L, Long::sum);
    }
  }

  /** Tokens spent in a window, whether it is finished or not: each once. */
  void spend(long start, long tokens) {
    Part part = part(start);
    part.tokens = Amounts.sum(part.tokens, tokens);
  }

  /** The window of a colony or an agent is finished. */
  void finish(SpenderKind kind, long start) {
    switch (kind) {
      case COLONY -> part(start).colonies++;
      case AGENT -> part(start).agents++;
    }
  }

  private Part part(long start) {
    return byStart.computeIfAbsent(start, s -> new Part());
  }

  /** Emits what was buffered and clears the buffer. */
  void drain(Consumer<WindowSummary> to) {
    byStart.forEach(
        (start, part) ->
            to.accept(
                new WindowSummary(
                    start,
                    part.events,
                    part.users,
                    part.colonies,
                    part.agents,
                    part.usersByPlatform,
                    part.tokens)));
    byStart.clear();
  }
}
