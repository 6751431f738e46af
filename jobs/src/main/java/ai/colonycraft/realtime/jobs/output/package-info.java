/** Where results leave the jobs: records for Kafka, and the sink that writes them. */
package ai.colonycraft.realtime.jobs.output;
