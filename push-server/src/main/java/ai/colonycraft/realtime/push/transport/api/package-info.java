/**
 * The HTTP API: metrics, notifications, flame graphs, reports, alerts, health and the scrape page.
 */
package ai.colonycraft.realtime.push.transport.api;
