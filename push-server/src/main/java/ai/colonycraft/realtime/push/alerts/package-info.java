/** The webhooks of Alertmanager and Grafana: alerts become notifications. */
package ai.colonycraft.realtime.push.alerts;
