package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How a job reads its events; the same keys in every job.
 *
 * @param bootstrapServers Kafka's brokers, host:port with commas between
 * @param groupId under which the job commits the offsets it has reached
 * @param start where a job without a savepoint begins
 * @param bounded whether the job ends at the end of the input as it was at the start
 * @param live whether events far ahead of the clock are refused
 * @param outOfOrder how far behind the newest event of its partition an event may come and still be
 *     in time
 * @param idle after this long without a record, a partition no longer holds back the others
 */
public record InputConfig(
    String bootstrapServers,
    String groupId,
    Start start,
    boolean bounded,
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
    COMMITTED
  }

  private static final Setting<String> BOOTSTRAP =
      Setting.text(
          "kafka.bootstrap.servers", "localhost:9092", "Kafka's brokers, with commas between");
  private static final Setting<Start> START =
      Setting.choice(
          "source.start", Start.class, Start.COMMITTED, "where a job without a savepoint begins");
  private static final Setting<Boolean> BOUNDED =
      Setting.flag("source.bounded", false, "end at what was the end of the input at the start");
  private static final Setting<Boolean> LIVE =
      Setting.flag("source.live", true, "refuse timestamps over an hour ahead of the clock");
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
    return List.of(BOOTSTRAP, group(group), START, BOUNDED, LIVE, OUT_OF_ORDER, IDLE);
  }

  /** Takes the values from a job's settings, which hold {@link #settings}. */
  static InputConfig of(Settings s, String group) {
    return new InputConfig(
        s.get(BOOTSTRAP),
        s.get(group(group)),
        s.get(START),
        s.get(BOUNDED),
        s.get(LIVE),
        s.get(OUT_OF_ORDER),
        s.get(IDLE));
  }

  private static Setting<String> group(String defaultText) {
    return Setting.text("kafka.group.id", defaultText, "under which offsets are committed");
  }
}
