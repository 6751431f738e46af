/**
 * The Kafka topics of the platform: what each is called, is keyed by and keeps, and their making.
 */
package ai.colonycraft.realtime.jobs.topics;
