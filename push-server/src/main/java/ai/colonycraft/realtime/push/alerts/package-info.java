/** What Alertmanager tells: alerts that become notifications. */
package ai.colonycraft.realtime.push.alerts;
