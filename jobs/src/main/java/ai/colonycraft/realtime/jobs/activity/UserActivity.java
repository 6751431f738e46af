package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.batch.RecordCount;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.Refusals;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.MetricsOperator;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology of the user-activity job, in the order an event meets it. */
public final class UserActivity {

  /** The fields of an event that this job reads. */
  public static final Set<Field> FIELDS =
      Set.of(
          Field.USERNAME,
          Field.PLATFORM,
          Field.COUNTRY_CODE,
          Field.REGION,
          Field.COLONY_ID,
          Field.COLONY_NAME,
          Field.AGENT_ID,
          Field.AGENT_NAME,
          Field.TOKENS,
          Field.MODEL,
          Field.CPU_SECONDS);

  private UserActivity() {}

  /**
   * Builds the topology. Every step with state has a uid that never changes, so that savepoints
   * outlive versions of the jar.
   *
   * @param env where it will run
   * @param config windows, limits, topics
   * @param sink for every topic that the job writes
   */
  public static void define(
      StreamExecutionEnvironment env, UserActivityConfig config, Sink<Outbound> sink) {
    SingleOutputStreamOperator<Sightings> sightings =
        env.fromSource(
                ActivitySource.source(config),
                ActivitySource.eventTime(),
                "user-activity",
                Activity.VALUE_TYPE)
            .uid("user-activity-source")
            .transform("source counts", Sightings.VALUE_TYPE, new SourceCounts(config))
            .uid("source-counts");
    SingleOutputStreamOperator<Outbound> deadLetters =
        sightings
            .getSideOutput(SourceCounts.REFUSED)
            .transform(
                "dead letters",
                Outbound.VALUE_TYPE,
                new Refusals(
                    config.output().flush(),
                    config.output().deadLetters(),
                    ActivityMetrics.REJECTED))
            .uid("refusals");
    DataStream<Long> newest = sightings.getSideOutput(SourceCounts.NEWEST).broadcast();

    SingleOutputStreamOperator<Outbound> users =
        sightings
            .keyBy(Sightings::userId, TextKey.TYPE)
            .connect(newest)
            .transform("user counts", Outbound.VALUE_TYPE, new UserCounts(config))
            .uid("users");
    SingleOutputStreamOperator<Outbound> colonies =
        spenders(SpenderKind.COLONY, sightings.getSideOutput(SourceCounts.COLONIES), newest, config)
            .uid("colonies");
    SingleOutputStreamOperator<Outbound> agents =
        spenders(SpenderKind.AGENT, sightings.getSideOutput(SourceCounts.AGENTS), newest, config)
            .uid("agents");
    SingleOutputStreamOperator<Outbound> summaries =
        users
            .getSideOutput(KeyedCounts.PARTS)
            .union(
                colonies.getSideOutput(KeyedCounts.PARTS), agents.getSideOutput(KeyedCounts.PARTS))
            .keyBy(WindowSummary::start, Types.LONG)
            .process(
                new Summaries(
                    WindowTime.of(config.window(), config.lateness(), config.input().published()),
                    config.userActivity(),
                    config.activityWindows()),
                Outbound.VALUE_TYPE)
            .uid("summaries")
            .name("window summaries");
    DataStream<Sample> samples =
        sightings
            .getSideOutput(SourceCounts.SAMPLES)
            .union(
                users.getSideOutput(KeyedCounts.SAMPLES),
                colonies.getSideOutput(KeyedCounts.SAMPLES),
                agents.getSideOutput(KeyedCounts.SAMPLES),
                summaries.getSideOutput(WindowedEvents.SAMPLES),
                deadLetters.getSideOutput(Refusals.SAMPLES));
    SingleOutputStreamOperator<Outbound> live =
        Heartbeats.joining(samples, env, config.input(), config.output(), "UserActivityJob")
            .transform("metrics", Outbound.VALUE_TYPE, metrics(config))
            .uid("metrics")
            .forceNonParallel();

    boolean isRecomputed = config.input().recompute() != null;
    // A session may have begun before a range that is recomputed: what was published of it stays.
    DataStream<Outbound> windows =
        isRecomputed
            ? RecordCount.ofRecomputed(users.union(colonies, agents, summaries))
            : users.union(colonies, agents, summaries, sessionWindows(users, config));
    windows.sinkTo(sink).uid("windows-sink").name("activity-windows");
    if (isRecomputed) {
      // What was live then is in the past, and refused records are dead letters already.
      return;
    }
    live.sinkTo(sink).uid("live-sink").name("live-updates").setParallelism(1);
    sightings.getSideOutput(SourceCounts.FEED).sinkTo(sink).uid("feed-sink").name("activity-feed");
    deadLetters.sinkTo(sink).uid("dead-letters-sink").name("dead-letters");
  }

  private static SingleOutputStreamOperator<Outbound> spenders(
      SpenderKind kind,
      DataStream<ColonyPart> parts,
      DataStream<Long> newest,
      UserActivityConfig config) {
    return parts
        .keyBy(ColonyPart::key, TextKey.TYPE)
        .connect(newest)
        .transform(kind.text + " counts", Outbound.VALUE_TYPE, new SpenderCounts(kind, config));
  }

  private static DataStream<Outbound> sessionWindows(
      SingleOutputStreamOperator<Outbound> users, UserActivityConfig config) {
    return users
        .getSideOutput(UserCounts.SESSIONS)
        .keyBy(WindowSessions::start, Types.LONG)
        .process(
            new SessionWindows(
                WindowTime.of(config.window(), config.lateness()),
                config.userActivity(),
                config.activityWindows()),
            Outbound.VALUE_TYPE)
        .uid("session-windows")
        .name("session windows");
  }

  private static MetricsOperator metrics(UserActivityConfig config) {
    return new MetricsOperator(
        ActivityMetrics.all(config),
        ActivityMetrics.topLists(config),
        ActivityMetrics.RATES,
        config.output().liveUpdates(),
        config.output().liveInterval());
  }
}
