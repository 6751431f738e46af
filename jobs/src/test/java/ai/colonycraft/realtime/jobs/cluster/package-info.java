/**
 * Every part in a process of its own, what is done to them, and what must come out all the same.
 */
package ai.colonycraft.realtime.jobs.cluster;
