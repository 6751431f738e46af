/**
 * The push server: live updates from Kafka to browsers.
 *
 * <p>The packages are the stages that an update passes, and imports run this way only: {@code feed
 * → hub → session → transport}. {@code config} and {@code metrics} are leaves that any stage may
 * use.
 */
package ai.colonycraft.realtime.push;
