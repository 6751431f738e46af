/** Second stage: the last value of each series, and who is to hear of a new one. */
package ai.colonycraft.realtime.push.hub;
