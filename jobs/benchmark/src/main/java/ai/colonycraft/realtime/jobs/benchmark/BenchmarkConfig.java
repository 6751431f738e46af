package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of the benchmark.
 *
 * @param events records that each contender reads a round
 * @param users who act
 * @param rate events a second of event time, which sets how much falls into one window
 * @param parallelism of every contender
 * @param partitions of the topic
 * @param warmUp rounds before those that count, in which the JIT compiler learns the jobs
 * @param rounds the table shows their medians
 * @param only contenders whose names hold one of these, with commas between, or all
 * @param against other checkouts whose whole user-activity job takes turns with this one's
 */
record BenchmarkConfig(
    int events,
    int users,
    int rate,
    int parallelism,
    int partitions,
    int warmUp,
    int rounds,
    String only,
    List<Checkout> against) {

  private static final String ALL = "all";
  private static final String NONE = "none";

  private static final Setting<Integer> EVENTS =
      Setting.wholeNumber("events", 1_000, 100_000_000, 6_000_000, "records a round");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 10, 10_000_000, 250_000, "users who act");
  private static final Setting<Integer> RATE =
      Setting.wholeNumber("rate", 1, 1_000_000, 20_000, "events a second of event time");
  private static final Setting<Integer> PARALLELISM =
      Setting.wholeNumber("parallelism", 1, 64, 2, "subtasks of every contender");
  private static final Setting<Integer> PARTITIONS =
      Setting.wholeNumber("partitions", 1, 256, 4, "partitions of the topic");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber("warm-up", 0, 20, 6, "rounds that do not count, before the others");
  private static final Setting<Integer> ROUNDS =
      Setting.wholeNumber("rounds", 1, 99, 3, "rounds; the table shows medians");
  private static final Setting<String> ONLY =
      Setting.text(
          "only", ALL, "contenders whose names hold one of these, with commas between, or all");
  private static final Setting<String> AGAINST =
      Setting.text(
          "against", NONE, "other checkouts, compiled, whose whole job takes turns; or none");

  static final List<Setting<?>> SETTINGS =
      List.of(EVENTS, USERS, RATE, PARALLELISM, PARTITIONS, WARM_UP, ROUNDS, ONLY, AGAINST);

  /** Whether a contender of this name is to run. */
  boolean takes(String name) {
    return only.equals(ALL) || Arrays.stream(only.split(",")).anyMatch(name::contains);
  }

  static BenchmarkConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new BenchmarkConfig(
        s.get(EVENTS),
        s.get(USERS),
        s.get(RATE),
        s.get(PARALLELISM),
        s.get(PARTITIONS),
        s.get(WARM_UP),
        s.get(ROUNDS),
        s.get(ONLY),
        checkouts(s.get(AGAINST)));
  }

  private static List<Checkout> checkouts(String text) {
    return text.equals(NONE)
        ? List.of()
        : Arrays.stream(text.split(",")).map(Path::of).map(Checkout::compiled).toList();
  }
}
