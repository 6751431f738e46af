/** The way to Kafka for what comes from outside: reports and alerts. */
package ai.colonycraft.realtime.push.publish;
