/**
 * Last stage: the HTTP server, on Jetty.
 *
 * <p>{@link ai.colonycraft.realtime.push.transport.HttpTransport} puts the sub-packages together.
 * {@code api}, {@code stream}, {@code sse} and {@code pages} each serve one kind of request and do
 * not use each other; {@code guard} checks requests before them; {@code http} and {@code
 * connection} hold what several of them share.
 */
package ai.colonycraft.realtime.push.transport;
