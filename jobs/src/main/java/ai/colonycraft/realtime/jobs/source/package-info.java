/**
 * How a topic of Kafka is read in event time: one watermark for the whole topic, or for a group of
 * topics, decided in one place and emitted by every subtask. Knows partitions, offsets and
 * timestamps, but not what a record holds.
 */
package ai.colonycraft.realtime.jobs.source;
