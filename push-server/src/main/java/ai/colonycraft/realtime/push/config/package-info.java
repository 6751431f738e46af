/**
 * The settings of the push server: {@link ai.colonycraft.realtime.push.config.PushConfig} reads all
 * of them, in one record for each group of settings.
 */
package ai.colonycraft.realtime.push.config;
