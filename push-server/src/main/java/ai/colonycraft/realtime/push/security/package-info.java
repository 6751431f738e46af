/** Who may do what: tokens, keys, origins and certificates. Knows nothing of sockets. */
package ai.colonycraft.realtime.push.security;
