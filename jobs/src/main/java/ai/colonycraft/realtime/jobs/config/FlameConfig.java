package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How spans become flame graphs.
 *
 * @param topic of the graphs
 * @param window length of a graph's window in event time, whole seconds
 * @param quiet a trace without a new span for this long is taken for whole
 * @param longest a trace is let go this long after its first span, whole or not
 * @param refresh how often a graph that changes is published before its window is over
 * @param spans of one trace that are kept at most
 * @param frames of one graph at most; the smallest become one frame {@code other}
 */
public record FlameConfig(
    String topic,
    Duration window,
    Duration quiet,
    Duration longest,
    Duration refresh,
    int spans,
    int frames)
    implements Serializable {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Setting<String> TOPIC =
      Setting.text("topics.flamegraphs", "flamegraphs", "topic of flame graphs");
  private static final Setting<Duration> WINDOW =
      Setting.wholeSeconds("flame.window", "5 min", "length of a flame graph's window");
  private static final Setting<Duration> QUIET =
      Setting.duration(
          "flame.trace-quiet", SECOND, "10 s", "a trace without a new span this long is whole");
  private static final Setting<Duration> LONGEST =
      Setting.duration(
          "flame.trace-longest", SECOND, "2 min", "a trace is let go this long after it began");
  private static final Setting<Duration> REFRESH =
      Setting.duration("flame.refresh", SECOND, "10 s", "how often a changing graph is published");
  private static final Setting<Integer> SPANS =
      Setting.wholeNumber("limit.trace-spans", 1, 2000, 1000, "spans of one trace at most");
  private static final Setting<Integer> FRAMES =
      Setting.wholeNumber("limit.flame-frames", 10, 5000, 300, "frames of one flame graph at most");

  /** The keys, in the order {@code --help} shows them. */
  static final List<Setting<?>> SETTINGS =
      List.of(TOPIC, WINDOW, QUIET, LONGEST, REFRESH, SPANS, FRAMES);

  /** Takes the values from a job's settings, which hold {@link #SETTINGS}. */
  static FlameConfig of(Settings s) {
    return new FlameConfig(
        s.get(TOPIC),
        s.get(WINDOW),
        s.get(QUIET),
        s.get(LONGEST),
        s.get(REFRESH),
        s.get(SPANS),
        s.get(FRAMES));
  }
}
