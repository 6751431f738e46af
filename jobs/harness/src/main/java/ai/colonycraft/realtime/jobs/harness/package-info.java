/**
 * A Kafka broker and a Flink cluster in this JVM, with their ports and their files, for the
 * quickstart, the benchmarks and tests. Knows no job.
 */
package ai.colonycraft.realtime.jobs.harness;
