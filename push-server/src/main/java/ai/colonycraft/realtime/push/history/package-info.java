/** Reads the past: finished windows that HistoryJob keeps in PostgreSQL, and Prometheus. */
package ai.colonycraft.realtime.push.history;
