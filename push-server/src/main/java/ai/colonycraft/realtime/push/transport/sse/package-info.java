/** Server-sent events: one response body per client that stays open. */
package ai.colonycraft.realtime.push.transport.sse;
