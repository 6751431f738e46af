/**
 * The door by which data comes in: records of Kafka become events or dead letters, get their place
 * in event time, and are marked late or in time.
 */
package ai.colonycraft.realtime.jobs.event;
