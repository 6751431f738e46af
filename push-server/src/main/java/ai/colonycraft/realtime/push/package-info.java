/**
 * The push server: live updates from Kafka to browsers.
 *
 * <p>An update passes {@code feed → hub → session → transport}, and each package imports only those
 * before it. What clients send goes from the transport through {@code reports} or {@code alerts} to
 * {@code publish}, which writes to Kafka. {@code security} checks tokens, origins and certificates
 * for the transport. {@code config}, {@code metrics} and {@code text} may be imported by all.
 */
package ai.colonycraft.realtime.push;
