/** Clients that attack a server in a process of its own, and an honest one beside them. */
package ai.colonycraft.realtime.push.hostile;
