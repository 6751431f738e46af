/** Computes the figures of local days and weeks from the history, in batch mode. */
package ai.colonycraft.realtime.jobs.report;
