/** The way to Kafka for what comes from outside, as reports and alerts, and for heartbeats. */
package ai.colonycraft.realtime.push.publish;
