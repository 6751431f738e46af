/**
 * The whole product in one JVM: a Kafka broker, a Flink cluster, the three jobs, the push server,
 * and a platform that is simulated or replayed. {@code Quickstart} is the way in. Not part of the
 * jar that a Flink cluster gets.
 */
package ai.colonycraft.realtime.jobs.quickstart;
