/**
 * Input of the jobs: turns records of Kafka into events or dead letters, assigns event time, marks
 * events as late or in time, and counts what is refused, ignored, late and windowed.
 */
package ai.colonycraft.realtime.jobs.event;
