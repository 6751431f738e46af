package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.batch.RecordCount;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.event.EventSource;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.event.Intake;
import ai.colonycraft.realtime.jobs.event.Refusals;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.event.WindowedEvents;
import ai.colonycraft.realtime.jobs.flame.Flames;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.MetricsOperator;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology of the service-health job, in the order an event meets it. */
public final class ServiceHealth {

  /** The fields of an event of services that this job reads. */
  private static final EnumSet<Field> SERVICE_FIELDS =
      EnumSet.of(
          Field.REGION,
          Field.INSTANCE,
          Field.VERSION,
          Field.ROUTE,
          Field.METHOD,
          Field.STATUS_CODE,
          Field.DURATION_MS,
          Field.SEVERITY,
          Field.CPU_SECONDS,
          Field.MEMORY_BYTES,
          Field.VALUE,
          Field.TRACE_ID,
          Field.SPAN_ID,
          Field.PARENT_SPAN_ID,
          Field.OPERATION,
          Field.COLONY_ID,
          Field.COLONY_NAME,
          Field.AGENT_ID,
          Field.AGENT_NAME,
          Field.TOKENS);

  /** The fields of a browser's report that this job reads. */
  private static final EnumSet<Field> CLIENT_FIELDS =
      EnumSet.of(Field.PLATFORM, Field.PAGE, Field.NAME, Field.VALUE);

  /** Finished windows of services are as long as people look back minute by minute. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private ServiceHealth() {}

  /** The events of {@code service-events}, as the config says to read them. */
  public static EventSource services(ServiceHealthConfig config) {
    return new EventSource(
        config.input(),
        config.serviceEvents(),
        EventTimeGroup.of(config.serviceEvents()),
        Field.SERVICE,
        SERVICE_FIELDS,
        false);
  }

  /** The events of {@code client-reports}, as the config says to read them. */
  public static EventSource clients(ServiceHealthConfig config) {
    return new EventSource(
        config.input(),
        config.clientReports(),
        EventTimeGroup.of(config.clientReports()),
        Field.SESSION_ID,
        CLIENT_FIELDS,
        false);
  }

  /**
   * Builds the topology. Every step with state has a uid that never changes, so that savepoints
   * outlive versions of the jar.
   *
   * @param env where it will run
   * @param config spans, limits, topics
   * @param services source of what services report
   * @param clients source of what browsers report
   * @param sink for every topic that the job writes
   */
  public static void define(
      StreamExecutionEnvironment env,
      ServiceHealthConfig config,
      EventSource services,
      EventSource clients,
      Sink<Outbound> sink) {
    SingleOutputStreamOperator<Arrival> served = arrivals(env, config, services, "service-events");
    SingleOutputStreamOperator<Arrival> reported = arrivals(env, config, clients, "client-reports");
    SingleOutputStreamOperator<Outbound> deadLetters =
        served
            .getSideOutput(Intake.REFUSED)
            .union(reported.getSideOutput(Intake.REFUSED))
            .transform(
                "dead letters",
                Outbound.VALUE_TYPE,
                new Refusals(
                    config.output().flush(), config.output().deadLetters(), HealthMetrics.REJECTED))
            .uid("refusals");
    SingleOutputStreamOperator<Sample> serviceCounters =
        served
            .transform(
                "service counts",
                Sample.VALUE_TYPE,
                new ServiceCounters(
                    config.output().flush(),
                    config.serviceEvents(),
                    windows(config),
                    config.objectives()))
            .uid("service-counters");
    SingleOutputStreamOperator<Sample> clientCounters =
        reported
            .transform(
                "report counts",
                Sample.VALUE_TYPE,
                new ClientCounters(config.output().flush(), config.clientReports()))
            .uid("client-counters");
    SingleOutputStreamOperator<Sample> states =
        serviceCounters
            .getSideOutput(ServiceCounters.NOTICES)
            .transform("service states", Sample.VALUE_TYPE, new ServiceStates(config))
            .uid("service-states")
            .forceNonParallel();
    SingleOutputStreamOperator<Outbound> rates =
        serviceCounters
            .getSideOutput(ServiceCounters.TALLIES)
            .transform("live rates", Outbound.VALUE_TYPE, new LiveRates(config))
            .uid("live-rates")
            .forceNonParallel();
    SingleOutputStreamOperator<Outbound> partRates =
        serviceCounters
            .getSideOutput(ServiceCounters.PARTS)
            .transform("rates of versions and routes", Outbound.VALUE_TYPE, new PartRates(config))
            .uid("part-rates")
            .forceNonParallel();

    SingleOutputStreamOperator<Outbound> windows =
        serviceCounters
            .getSideOutput(ServiceCounters.WINDOWS)
            .keyBy(ServiceWindow::key, TextKey.TYPE)
            .process(
                new ServiceWindows(
                    windows(config), config.serviceEvents(), config.serviceWindows()),
                Outbound.VALUE_TYPE)
            .uid("service-windows")
            .name("service windows");

    Flames flames =
        Flames.of(
            serviceCounters.getSideOutput(ServiceCounters.SPANS),
            config.flame(),
            config.lateness(),
            config.output().flush(),
            HealthMetrics.SPANS);

    DataStream<Sample> samples =
        serviceCounters.union(
            clientCounters,
            states,
            windows.getSideOutput(WindowedEvents.SAMPLES),
            flames.samples(),
            deadLetters.getSideOutput(Refusals.SAMPLES));
    SingleOutputStreamOperator<Outbound> live =
        Heartbeats.joining(samples, env, config.input(), config.output(), "ServiceHealthJob")
            .transform("metrics", Outbound.VALUE_TYPE, metrics(config))
            .uid("metrics")
            .forceNonParallel();

    boolean isRecomputed = config.input().recompute() != null;
    (isRecomputed ? RecordCount.ofRecomputed(windows) : windows)
        .sinkTo(sink)
        .uid("service-windows-sink")
        .name("service-windows");
    if (isRecomputed) {
      // What was live then is in the past, and refused records are dead letters already.
      return;
    }
    live.union(rates, partRates)
        .sinkTo(sink)
        .uid("live-sink")
        .name("live-updates")
        .setParallelism(1);
    flames.graphs().sinkTo(sink).uid("flame-sink").name("flamegraphs");
    deadLetters.sinkTo(sink).uid("dead-letters-sink").name("dead-letters");
  }

  private static SingleOutputStreamOperator<Arrival> arrivals(
      StreamExecutionEnvironment env, ServiceHealthConfig config, EventSource source, String name) {
    DataStream<Inbound> records =
        env.fromSource(source.source(), source.eventTime(), name, Inbound.VALUE_TYPE)
            .uid(name + "-source");
    return records
        .process(
            new Intake(
                windows(config),
                WindowTime.of(config.flame().window(), config.lateness()),
                config.input().outOfOrder()),
            Arrival.VALUE_TYPE)
        .uid(name + "-intake")
        .name("event intake");
  }

  private static WindowTime windows(ServiceHealthConfig config) {
    return WindowTime.of(WINDOW, config.lateness(), config.input().published());
  }

  private static MetricsOperator metrics(ServiceHealthConfig config) {
    return new MetricsOperator(
        HealthMetrics.all(config),
        List.of(),
        Map.of(),
        config.output().liveUpdates(),
        config.output().liveInterval());
  }
}
