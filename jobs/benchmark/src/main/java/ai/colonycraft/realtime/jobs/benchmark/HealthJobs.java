package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.event.EventSource;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.health.ServiceHealth;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What reads the events of services and browsers: the whole job, and what it can't do without. */
final class HealthJobs {

  static final String PARSE = "services: consume and parse";
  static final String WHOLE = "services: whole ServiceHealthJob";

  private HealthJobs() {}

  /** Whether a run needs events of services at all. */
  static boolean wanted(BenchmarkConfig config) {
    return config.takes(PARSE) || config.takes(WHOLE);
  }

  /** Reads and parses both topics with the job's own sources, and drops what it read. */
  static void consumeAndParse(StreamExecutionEnvironment env, String bootstrapServers) {
    ServiceHealthConfig config = config(bootstrapServers);
    for (EventSource source :
        List.of(ServiceHealth.services(config), ServiceHealth.clients(config))) {
      env.fromSource(source.source(), source.eventTime(), source.topic(), Inbound.VALUE_TYPE)
          .sinkTo(new DiscardingSink<>());
    }
  }

  /** The job. */
  static void whole(StreamExecutionEnvironment env, String bootstrapServers) {
    ServiceHealthJob.define(env, config(bootstrapServers));
  }

  private static ServiceHealthConfig config(String bootstrapServers) {
    return ServiceHealthConfig.read(
        "--kafka.bootstrap.servers",
        bootstrapServers,
        "--source.start",
        "earliest",
        "--source.bounded",
        "true");
  }
}
