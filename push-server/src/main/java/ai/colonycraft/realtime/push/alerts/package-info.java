/** Alertmanager's webhook: alerts become notifications. */
package ai.colonycraft.realtime.push.alerts;
