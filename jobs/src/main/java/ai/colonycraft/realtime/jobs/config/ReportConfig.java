package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the report job.
 *
 * @param database where it reads windows and writes reports
 * @param zones whose days are reported
 * @param day the last local day to report; null for yesterday, in each zone
 * @param top services and colonies that a report lists
 * @param objectives by which a request is satisfying
 * @param pushgateway that is sent what the job did; null for none
 */
public record ReportConfig(
    DatabaseConfig database,
    List<ZoneId> zones,
    LocalDate day,
    int top,
    Objectives objectives,
    URI pushgateway)
    implements Serializable {

  private static final String YESTERDAY = "yesterday";

  private static final Setting<List<ZoneId>> ZONES =
      new Setting<>(
          "report.zones",
          "time zones as Europe/Berlin, with commas between",
          "UTC",
          "whose days and weeks are reported",
          ReportConfig::zones);
  private static final Setting<String> DAY =
      new Setting<>(
          "report.day",
          "a date as 2026-01-31, or " + YESTERDAY,
          YESTERDAY,
          "the day to report, with the day and the week before",
          text -> {
            date(text);
            return text;
          });
  private static final Setting<Integer> TOP =
      Setting.wholeNumber("report.top", 1, 1000, 50, "services and colonies that a report lists");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              DatabaseConfig.SETTINGS,
              List.<Setting<?>>of(ZONES, DAY, TOP, Objectives.SETTING, Pushing.GATEWAY))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  public ReportConfig {
    zones = List.copyOf(zones);
  }

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static ReportConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    return new ReportConfig(
        DatabaseConfig.of(s),
        s.get(ZONES),
        date(s.get(DAY)),
        s.get(TOP),
        s.get(Objectives.SETTING),
        Pushing.gateway(s));
  }

  private static LocalDate date(String text) {
    try {
      return text.equals(YESTERDAY) ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<ZoneId> zones(String text) {
    try {
      return Arrays.stream(text.split(",")).map(String::strip).distinct().map(ZoneId::of).toList();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
