package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Settings of the history job.
 *
 * @param input how it reads the topics
 * @param activityWindows topic of finished windows of users and colonies
 * @param serviceWindows topic of finished windows of services
 * @param notifications topic of notifications, of which incidents are kept
 * @param database where windows are written
 * @param top users and colonies of each window that are kept by name; the others in one sum
 * @param correction how long after its end a window is kept in state, so that a correction replaces
 *     all of it
 * @param flush how long windows are gathered before they are written
 * @param keep how long each level of the tables is kept, by its name
 * @param maxParallelism key groups of all keyed state: the most subtasks that an operator can have
 * @param checkpointing whether the job refuses to start without checkpoints
 */
public record HistoryConfig(
    InputConfig input,
    String activityWindows,
    String serviceWindows,
    String notifications,
    DatabaseConfig database,
    int top,
    Duration correction,
    Duration flush,
    Map<String, Duration> keep,
    int maxParallelism,
    boolean checkpointing)
    implements Serializable {

  private static final String GROUP = "history-job";
  private static final String ALL = "all";
  private static final Duration DAY = Duration.ofDays(1);

  private static final Setting<String> ACTIVITY =
      Setting.text("topics.activity-windows", "activity-windows", "topic of finished windows");
  private static final Setting<String> SERVICES =
      Setting.text("topics.service-windows", "service-windows", "topic of windows of services");
  private static final Setting<String> NOTIFICATIONS =
      Setting.text("topics.notifications", "notifications", "topic of incidents");
  private static final Setting<Integer> TOP =
      new Setting<>(
          "history.top",
          "a whole number of at least 1, or " + ALL,
          "100",
          "users and colonies of each window kept by name; the others in one sum",
          HistoryConfig::top);
  private static final Setting<Duration> CORRECTION =
      Setting.duration(
          "history.correction",
          Duration.ZERO,
          "15 min",
          "how long a window is kept in state; longer than event.lateness of the other jobs");
  private static final Setting<Duration> FLUSH =
      Setting.duration(
          "history.flush", Duration.ofMillis(1), "500 ms", "how long windows wait to be written");
  private static final Setting<Duration> KEEP_1M = keep("1m", "7 d");
  private static final Setting<Duration> KEEP_5M = keep("5m", "30 d");
  private static final Setting<Duration> KEEP_1H = keep("1h", "400 d");
  private static final Setting<Duration> KEEP_1D = keep("1d", "3650 d");
  private static final List<Setting<Duration>> KEEP = List.of(KEEP_1M, KEEP_5M, KEEP_1H, KEEP_1D);

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              InputConfig.settings(GROUP),
              List.<Setting<?>>of(ACTIVITY, SERVICES, NOTIFICATIONS),
              DatabaseConfig.SETTINGS,
              List.<Setting<?>>of(TOP, CORRECTION, FLUSH),
              KEEP,
              List.<Setting<?>>of(Parallelism.MAX, Checkpoints.ON))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  public HistoryConfig {
    keep = Map.copyOf(keep);
  }

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static HistoryConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new HistoryConfig(
        InputConfig.of(s, GROUP),
        s.get(ACTIVITY),
        s.get(SERVICES),
        s.get(NOTIFICATIONS),
        DatabaseConfig.of(s),
        s.get(TOP),
        s.get(CORRECTION),
        s.get(FLUSH),
        keep(s),
        s.get(Parallelism.MAX),
        s.get(Checkpoints.ON));
  }

  private static Map<String, Duration> keep(Settings s) {
    List<String> problems = new ArrayList<>();
    Map<String, Duration> keep = new LinkedHashMap<>();
    Setting<Duration> finer = null;
    for (Setting<Duration> setting : KEEP) {
      if (finer != null && s.get(setting).compareTo(s.get(finer)) < 0) {
        problems.add(
            "%s: expected at least %s, which is %s, since it is made of that, found \"%s\""
                .formatted(setting.name(), finer.name(), days(s.get(finer)), days(s.get(setting))));
      }
      keep.put(setting.name().substring(setting.name().lastIndexOf('.') + 1), s.get(setting));
      finer = setting;
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return keep;
  }

  private static String days(Duration d) {
    return d.toDays() + " d";
  }

  private static Setting<Duration> keep(String level, String defaultText) {
    return Setting.duration(
        "history.keep." + level, DAY, defaultText, "how long rows of " + level + " are kept");
  }

  private static int top(String text) {
    int top = text.equals(ALL) ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (top < 1) {
      throw new IllegalArgumentException();
    }
    return top;
  }
}
