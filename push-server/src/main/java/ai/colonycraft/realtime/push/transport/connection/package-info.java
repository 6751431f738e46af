/** The open WebSockets and event streams, and the limit on their number. */
package ai.colonycraft.realtime.push.transport.connection;
