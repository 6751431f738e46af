/** The whole job between a real broker and a real reporter, on recorded and on made-up input. */
package ai.colonycraft.realtime.jobs.pipeline;
