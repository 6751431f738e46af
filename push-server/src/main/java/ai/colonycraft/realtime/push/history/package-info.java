/** Reads finished windows from PostgreSQL, where HistoryJob keeps them. */
package ai.colonycraft.realtime.push.history;
