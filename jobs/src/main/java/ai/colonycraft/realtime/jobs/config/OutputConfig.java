package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How a job publishes results; the same keys in every job.
 *
 * @param liveUpdates topic of the live values
 * @param deadLetters topic of the refused records
 * @param heartbeats topic of heartbeats, which pass through the job to the live values
 * @param flush how long counts are buffered at a source before they are sent
 * @param liveInterval the shortest time between two values of one live series
 * @param labelLimit series at most of each metric that has no limit of its own
 */
public record OutputConfig(
    String liveUpdates,
    String deadLetters,
    String heartbeats,
    Duration flush,
    Duration liveInterval,
    int labelLimit)
    implements Serializable {

  private static final Duration MS = Duration.ofMillis(1);

  private static final Setting<String> LIVE_UPDATES =
      Setting.text("topics.live-updates", "live-updates", "topic of live values");
  private static final Setting<String> DEAD =
      Setting.text("topics.dead-letters", "dead-letters", "topic of refused records");
  private static final Setting<String> HEARTBEATS =
      Setting.text("topics.heartbeats", "heartbeats", "topic of heartbeats, which is read");
  private static final Setting<Duration> FLUSH =
      Setting.duration("live.flush", MS, "50 ms", "how long counts may wait at a source");
  private static final Setting<Duration> LIVE_INTERVAL =
      Setting.duration("live.interval", MS, "100 ms", "least time between values of a live series");
  private static final Setting<Integer> LABELS =
      Setting.wholeNumber("limit.labels", 1, 100_000, 200, "series of any other metric at most");

  /** The keys, in the order {@code --help} shows them. */
  static final List<Setting<?>> SETTINGS =
      List.of(LIVE_UPDATES, DEAD, HEARTBEATS, FLUSH, LIVE_INTERVAL, LABELS);

  /** Takes the values from a job's settings, which hold {@link #SETTINGS}. */
  static OutputConfig of(Settings s) {
    return new OutputConfig(
        s.get(LIVE_UPDATES),
        s.get(DEAD),
        s.get(HEARTBEATS),
        s.get(FLUSH),
        s.get(LIVE_INTERVAL),
        s.get(LABELS));
  }
}
