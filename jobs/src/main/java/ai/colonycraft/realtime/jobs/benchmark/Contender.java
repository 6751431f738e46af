package ai.colonycraft.realtime.jobs.benchmark;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that is measured: it reads all of {@code user-activity} once, and ends.
 *
 * @param name what the table calls it
 * @param job builds it
 */
record Contender(String name, Job job) {

  /** Builds a job between a broker and wherever its results go. */
  @FunctionalInterface
  interface Job {
    /** Adds the job to the environment; the brokers are {@code host:port}. */
    void define(StreamExecutionEnvironment env, String bootstrapServers);
  }
}
