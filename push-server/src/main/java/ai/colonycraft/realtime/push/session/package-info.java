/** Third stage: one connection's subscriptions, and the messages that wait for it. */
package ai.colonycraft.realtime.push.session;
