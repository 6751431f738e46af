package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the service-health job. The defaults are the contract's; the state backend,
 * checkpoints and restarts are the cluster's ({@code flink-conf/config.yaml}).
 *
 * @param input how it reads events
 * @param output how it publishes results
 * @param serviceEvents topic of what services report
 * @param clientReports topic of what browsers report
 * @param serviceWindows topic of the finished windows
 * @param lateness how long after its end a window can still be corrected
 * @param rateSpan live {@code request_rate} is the mean over this long
 * @param ratioSpan live {@code error_rate}, {@code apdex} and {@code cpu_cores} are over this long
 * @param silence an instance that reports nothing for this long has stopped
 * @param requestLimit series of {@code http_requests_total} at most
 * @param placeLimit services times regions that are known at a time, and the instances of all
 * @param objectives by which requests are judged
 * @param flame how spans become flame graphs
 * @param maxParallelism key groups of all keyed state: the most subtasks that an operator can have
 * @param checkpointing whether the job refuses to start without checkpoints
 * @param pushgateway that is sent what a bounded job did; null for none
 */
public record ServiceHealthConfig(
    InputConfig input,
    OutputConfig output,
    String serviceEvents,
    String clientReports,
    String serviceWindows,
    Duration lateness,
    Duration rateSpan,
    Duration ratioSpan,
    Duration silence,
    int requestLimit,
    int placeLimit,
    Objectives objectives,
    FlameConfig flame,
    int maxParallelism,
    boolean checkpointing,
    URI pushgateway)
    implements Serializable {

  private static final String GROUP = "service-health-job";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Setting<String> SERVICES =
      Setting.text("topics.service-events", "service-events", "topic of what services report");
  private static final Setting<String> CLIENTS =
      Setting.text("topics.client-reports", "client-reports", "topic of what browsers report");
  private static final Setting<String> WINDOWS =
      Setting.text("topics.service-windows", "service-windows", "topic of finished windows");
  private static final Setting<Duration> LATENESS =
      Setting.duration(
          "event.lateness", Duration.ZERO, "1 min", "how long a window can still be corrected");
  private static final Setting<Duration> RATE_SPAN =
      Setting.duration("live.rate-span", SECOND, "5 s", "live request_rate is over this long");
  private static final Setting<Duration> RATIO_SPAN =
      Setting.duration(
          "live.ratio-span",
          SECOND,
          "30 s",
          "live error_rate, apdex, cpu_cores are over this long");
  private static final Setting<Duration> SILENCE =
      Setting.duration(
          "resources.silence", SECOND, "5 min", "an instance silent this long has stopped");
  private static final Setting<Integer> REQUESTS =
      Setting.wholeNumber(
          "limit.http-requests", 1, 100_000, 5000, "series of http_requests_total at most");
  private static final Setting<Integer> PLACES =
      Setting.wholeNumber(
          "limit.places", 1, 100_000, 1000, "services times regions known at a time");

  /** Every key, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              InputConfig.settings(GROUP),
              List.<Setting<?>>of(SERVICES, CLIENTS, WINDOWS, LATENESS),
              List.<Setting<?>>of(RATE_SPAN, RATIO_SPAN, SILENCE, REQUESTS, PLACES),
              List.<Setting<?>>of(Objectives.SETTING),
              FlameConfig.SETTINGS,
              OutputConfig.SETTINGS,
              List.<Setting<?>>of(Parallelism.MAX, Checkpoints.ON, Pushing.GATEWAY))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads a command line, and the YAML file that it names with {@code --config}.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException with every problem found
   */
  public static ServiceHealthConfig read(String... args) {
    Settings s = Settings.read(SETTINGS, args);
    InputConfig input = InputConfig.of(s, GROUP);
    return new ServiceHealthConfig(
        input,
        OutputConfig.of(s),
        s.get(SERVICES),
        s.get(CLIENTS),
        s.get(WINDOWS),
        s.get(LATENESS),
        s.get(RATE_SPAN),
        s.get(RATIO_SPAN),
        s.get(SILENCE),
        s.get(REQUESTS),
        s.get(PLACES),
        s.get(Objectives.SETTING),
        FlameConfig.of(s),
        s.get(Parallelism.MAX),
        s.get(Checkpoints.ON),
        Pushing.gateway(s, input.bounded()));
  }
}
