/** Shared helpers of the HTTP handlers: responses, compression and query parameters. */
package ai.colonycraft.realtime.push.transport.http;
