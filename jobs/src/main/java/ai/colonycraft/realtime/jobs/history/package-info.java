/** Writes finished windows and incidents to PostgreSQL: see {@code History} for the topology. */
package ai.colonycraft.realtime.jobs.history;
