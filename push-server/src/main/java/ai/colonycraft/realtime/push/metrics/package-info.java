/** What the server counts about itself: one class. */
package ai.colonycraft.realtime.push.metrics;
