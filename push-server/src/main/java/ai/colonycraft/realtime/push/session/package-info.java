/** Third stage: one connection's subscriptions, and what it still has to be told. */
package ai.colonycraft.realtime.push.session;
