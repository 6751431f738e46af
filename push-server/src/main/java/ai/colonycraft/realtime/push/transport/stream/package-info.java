/** WebSockets: upgrade endpoints, one connection each, and the cache of encoded frames. */
package ai.colonycraft.realtime.push.transport.stream;
