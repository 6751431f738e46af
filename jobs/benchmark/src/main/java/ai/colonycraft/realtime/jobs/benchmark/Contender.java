package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that is measured: it reads all of its topics once, and ends.
 *
 * @param name what the table calls it
 * @param job builds it
 */
record Contender(String name, Job job) {

  /** What the others are compared with. */
  static final String YARDSTICK = "one keyed count, databind POJO";

  static final String DOCUMENT = "the document's own job";

  /** The job that all of this is about. */
  static final String WHOLE = "whole UserActivityJob";

  /** All there are, in the order of the table. */
  static final List<Contender> ALL =
      List.of(
          new Contender("consume only", PlainJobs::consume),
          new Contender("consume and parse, EventParser", PlainJobs::consumeAndParse),
          new Contender(YARDSTICK, PlainJobs::keyedCount),
          new Contender("… only user and one shuffled", PlainJobs::leanKeyedCount),
          new Contender(DOCUMENT, DocumentJob::define),
          new Contender(WHOLE, Contender::userActivity),
          new Contender(HealthJobs.PARSE, HealthJobs::consumeAndParse),
          new Contender(HealthJobs.WHOLE, HealthJobs::whole));

  /** The one that the table calls so. */
  static Contender named(String name) {
    return ALL.stream().filter(c -> c.name().equals(name)).findAny().orElseThrow();
  }

  /** Builds a job between a broker and wherever its results go. */
  @FunctionalInterface
  interface Job {
    /** Adds the job to the environment; the brokers are {@code host:port}. */
    void define(StreamExecutionEnvironment env, String bootstrapServers);
  }

  private static void userActivity(StreamExecutionEnvironment env, String bootstrapServers) {
    UserActivityJob.define(
        env,
        UserActivityConfig.read(
            "--kafka.bootstrap.servers",
            bootstrapServers,
            "--source.start",
            "earliest",
            "--source.bounded",
            "true"));
  }
}
