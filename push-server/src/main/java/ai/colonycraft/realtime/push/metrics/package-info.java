/** The server's own metrics, and when a repeated event is worth a line in the log. */
package ai.colonycraft.realtime.push.metrics;
