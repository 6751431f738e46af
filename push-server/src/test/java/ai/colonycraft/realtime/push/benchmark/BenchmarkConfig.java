package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of the benchmark.
 *
 * @param connections clients of every contender
 * @param idle idle connections to our server, 0 for none
 * @param rounds how often everything is measured, in turns; the tables show medians
 * @param warmUp seconds of load before the first step of each server
 * @param settle seconds of each step that do not count
 * @param seconds seconds of each step that count
 * @param most updates a second of the highest step
 * @param only contenders whose names hold one of these, with commas between, or all
 * @param parts some of {@code rates}, {@code mixed}, {@code stalled}, {@code idle}, or all
 */
record BenchmarkConfig(
    int connections,
    int idle,
    int rounds,
    int warmUp,
    int settle,
    int seconds,
    int most,
    String only,
    String parts) {

  private static final String ALL = "all";
  private static final Setting<Integer> CONNECTIONS =
      Setting.wholeNumber("connections", 20, 15_000, 1_000, "clients of every contender");
  private static final Setting<Integer> IDLE =
      Setting.wholeNumber("idle", 1, 20_000, 10_000, "idle connections to our server");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber(
          "warm-up", 0, 600, 20, "seconds of load before the first step of each server");
  private static final Setting<Integer> ROUNDS =
      Setting.wholeNumber(
          "rounds", 1, 99, 3, "how often all is measured, in turns; the tables show medians");
  private static final Setting<Integer> SETTLE =
      Setting.wholeNumber("settle", 0, 60, 3, "seconds of each step that do not count");
  private static final Setting<Integer> SECONDS =
      Setting.wholeNumber("seconds", 1, 600, 6, "seconds of each step that count");
  private static final Setting<Integer> MOST =
      Setting.wholeNumber("most", 100, 100_000, 5_000, "updates a second of the highest step");
  private static final Setting<String> ONLY =
      Setting.text(
          "only", ALL, "contenders whose names hold one of these, with commas between, or all");
  private static final Setting<String> PARTS =
      Setting.text("parts", ALL, "some of rates, mixed, stalled, idle, with commas, or all");

  static final List<Setting<?>> SETTINGS =
      List.of(CONNECTIONS, IDLE, ROUNDS, WARM_UP, SETTLE, SECONDS, MOST, ONLY, PARTS);

  /** Whether a contender of this name is to run. */
  boolean takes(String name) {
    return holds(only, name);
  }

  /** Whether this part is to run. */
  boolean measures(String part) {
    return holds(parts, part);
  }

  static BenchmarkConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new BenchmarkConfig(
        s.get(CONNECTIONS),
        s.get(IDLE),
        s.get(ROUNDS),
        s.get(WARM_UP),
        s.get(SETTLE),
        s.get(SECONDS),
        s.get(MOST),
        s.get(ONLY),
        s.get(PARTS));
  }

  private static boolean holds(String wanted, String name) {
    return wanted.equals(ALL) || Arrays.stream(wanted.split(",")).anyMatch(name::contains);
  }
}
