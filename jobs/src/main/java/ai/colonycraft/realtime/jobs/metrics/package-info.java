/**
 * From counts to series: what the metrics are, samples of them on their way, and the one operator
 * that owns all series of a job and shows them to Flink's reporter.
 */
package ai.colonycraft.realtime.jobs.metrics;
