package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.topics.KafkaClients;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How a job reads its events; the same keys in every job.
 *
 * @param kafka how the job's Kafka clients connect; its sinks too
 * @param groupId under which the job commits the offsets it has reached
 * @param start where a job without a savepoint begins
 * @param startTime the time of {@link Start#TIME}; null for others
 * @param bounded whether the job ends at the end of the input as it was at the start
 * @param recompute the range whose windows are counted again and published, and nothing else; null
 *     for a job that publishes all
 * @param live whether events far ahead of their arrival are refused
 * @param outOfOrder how far behind the newest event of its partition an event may come and still be
 *     in time
 * @param idle after this long without a record, a partition no longer holds back the others
 */
public record InputConfig(
    KafkaConfig kafka,
    String groupId,
    Start start,
    Instant startTime,
    boolean bounded,
    TimeRange recompute,
    boolean live,
    Duration outOfOrder,
    Duration idle)
    implements Serializable {

  /** Where a job without a savepoint begins to read. */
  public enum Start {
    /** With the first record that Kafka still has. */
    EARLIEST,
    /** With the next record to come. */
    LATEST,
    /** Where the consumer group stood, or with the first record if it never ran. */
    COMMITTED,
    /** With the first record that arrived at a time or later. */
    TIME
  }

  private static final List<Setting<?>> KAFKA = KafkaConfig.settings(KafkaClients.NAMES);
  private static final Setting<SourceTime> START =
      SourceTime.setting(
          "source.start",
          SourceTime.words(Start.EARLIEST, Start.LATEST, Start.COMMITTED),
          "committed",
          "where a job without a savepoint begins");
  private static final Setting<SourceTime> BOUNDED =
      SourceTime.setting(
          "source.bounded",
          List.of("false", "true"),
          "false",
          "end at what was the end of the input; a time: count windows up to it again");
  private static final Setting<Boolean> LIVE =
      Setting.flag("source.live", true, "refuse timestamps over an hour ahead of arrival");
  private static final Setting<Duration> OUT_OF_ORDER =
      Setting.duration(
          "event.out-of-order", Duration.ZERO, "10 s", "how late an event may come and be in time");
  private static final Setting<Duration> IDLE =
      Setting.duration(
          "event.idle",
          Duration.ofMillis(1),
          "5 s",
          "a partition silent this long holds nobody back");

  /** The keys of a job with this default consumer group. */
  static List<Setting<?>> settings(String group) {
    List<Setting<?>> more = List.of(group(group), START, BOUNDED, LIVE, OUT_OF_ORDER, IDLE);
    return Stream.concat(KAFKA.stream(), more.stream()).toList();
  }

  /** Takes the values from a job's settings, which hold {@link #settings}. */
  static InputConfig of(Settings s, String group) {
    SourceTime start = s.get(START);
    SourceTime bounded = s.get(BOUNDED);
    return new InputConfig(
        KafkaConfig.of(s),
        s.get(group(group)),
        start.word() == null ? Start.TIME : Start.valueOf(start.word().toUpperCase(Locale.ROOT)),
        start.time(),
        bounded.time() != null || bounded.word().equals("true"),
        bounded.time() == null ? null : range(start.time(), bounded.time()),
        s.get(LIVE),
        s.get(OUT_OF_ORDER),
        s.get(IDLE));
  }

  private static TimeRange range(Instant start, Instant end) {
    if (start == null || !start.isBefore(end)) {
      throw new InvalidConfigException(
          List.of(
              "source.bounded: expected a time after that of source.start, which is "
                  + (start == null ? "no time" : start)
                  + ", found "
                  + end));
    }
    return new TimeRange(start.toEpochMilli(), end.toEpochMilli());
  }

  /** The windows that are published: all, or those of the range that is counted again. */
  public TimeRange published() {
    return recompute == null ? TimeRange.ALL : recompute;
  }

  private static Setting<String> group(String defaultText) {
    return Setting.text("kafka.group.id", defaultText, "under which offsets are committed");
  }
}
