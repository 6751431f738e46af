/** Checks that run before a request is served: rate and connection limits, origins, tokens. */
package ai.colonycraft.realtime.push.transport.guard;
