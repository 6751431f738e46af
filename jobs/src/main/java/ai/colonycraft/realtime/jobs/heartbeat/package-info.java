/** Heartbeats: the push server writes them, and each job reports how far it has come with them. */
package ai.colonycraft.realtime.jobs.heartbeat;
