package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.correlation.ActiveRules.ActiveRule;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Collects what one subtask of the engine does with each rule until it is reported. Holds nothing
 * after {@link #drain}, so that what was drained before a checkpoint is not part of its state. Used
 * on the task's thread.
 */
final class RuleReports {

  /** One call of {@link #isTimed} in so many is timed; a prime, so that no pattern hides a rule. */
  private static final int TIMED = 13;

  private static final long INTERVAL_MILLIS = 1_000;

  private final int subtask;
  private final Map<String, Work> work = new HashMap<>();
  private Set<String> suspended = Set.of();
  private int calls;
  private long drainedAt;

  private static final class Work {
    private long matches;
    private long partial = -1;
    private long nanos;
    private String failure = "";
  }

  RuleReports(int subtask) {
    this.subtask = subtask;
  }

  private Work of(String rule) {
    return work.computeIfAbsent(rule, r -> new Work());
  }

  void matched(String rule) {
    of(rule).matches++;
  }

  /** The subtask holds so many partial matches of a rule now. */
  void partial(String rule, long count) {
    of(rule).partial = count;
  }

  void failed(RuleFailure failure) {
    of(failure.rule()).failure = failure.words();
  }

  /** The rules have changed, or some were suspended. */
  void rules(ActiveRules rules) {
    Set<String> now =
        rules.suspended().stream().map(ActiveRule::id).collect(Collectors.toUnmodifiableSet());
    now.stream().filter(rule -> !suspended.contains(rule)).forEach(this::of);
    suspended.stream().filter(rule -> !now.contains(rule)).forEach(this::of);
    suspended = now;
  }

  /** Whether what comes next is to be timed. */
  boolean isTimed() {
    return ++calls % TIMED == 0;
  }

  /** A rule took the time since {@code begun}, nanoseconds of {@link System#nanoTime}. */
  void took(String rule, long begun) {
    of(rule).nanos += (System.nanoTime() - begun) * TIMED;
  }

  /** Passes on what there is if the last time was a second ago. */
  void drainIfDue(long now, Consumer<RuleReport> to) {
    if (now - drainedAt >= INTERVAL_MILLIS) {
      drainedAt = now;
      drain(to);
    }
  }

  /** Passes on what there is. */
  void drain(Consumer<RuleReport> to) {
    work.forEach(
        (rule, done) ->
            to.accept(
                new RuleReport(
                    subtask,
                    rule,
                    done.matches,
                    done.partial,
                    done.nanos,
                    suspended.contains(rule),
                    done.failure)));
    work.clear();
  }
}
