/** Runs jobs that end, and sends what they did to a Pushgateway. */
package ai.colonycraft.realtime.jobs.batch;
