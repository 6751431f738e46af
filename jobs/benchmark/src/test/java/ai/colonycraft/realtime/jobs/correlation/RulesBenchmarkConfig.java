package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of the rules' benchmark.
 *
 * @param events that each contender takes a round
 * @param users who act
 * @param rate events a second of event time, which sets how many fall into a rule's {@code within}
 * @param warmUp rounds before those that count, in which the JIT compiler learns the jobs
 * @param rounds the table shows their medians
 * @param minutes of event time in the table of what is kept
 * @param only parts and contenders whose names hold one of these, with commas between, or all
 */
record RulesBenchmarkConfig(
    int events, int users, int rate, int warmUp, int rounds, int minutes, String only) {

  private static final String ALL = "all";

  private static final Setting<Integer> EVENTS =
      Setting.wholeNumber("events", 1_000, 10_000_000, 600_000, "events a round");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 10, 1_000_000, 20_000, "users who act");
  private static final Setting<Integer> RATE =
      Setting.wholeNumber("rate", 1, 100_000, 500, "events a second of event time");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber("warm-up", 0, 9, 2, "rounds that do not count, before the others");
  private static final Setting<Integer> ROUNDS =
      Setting.wholeNumber("rounds", 1, 99, 3, "rounds; the table shows medians");
  private static final Setting<Integer> MINUTES =
      Setting.wholeNumber("minutes", 1, 10_000, 60, "event time in the table of what is kept");
  private static final Setting<String> ONLY =
      Setting.text("only", ALL, "what is measured: names that hold one of these, or all");

  static final List<Setting<?>> SETTINGS =
      List.of(EVENTS, USERS, RATE, WARM_UP, ROUNDS, MINUTES, ONLY);

  /** Whether a part or contender of this name is to run. */
  boolean takes(String name) {
    return only.equals(ALL) || Arrays.stream(only.split(",")).anyMatch(name::contains);
  }

  static RulesBenchmarkConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new RulesBenchmarkConfig(
        s.get(EVENTS),
        s.get(USERS),
        s.get(RATE),
        s.get(WARM_UP),
        s.get(ROUNDS),
        s.get(MINUTES),
        s.get(ONLY));
  }
}
