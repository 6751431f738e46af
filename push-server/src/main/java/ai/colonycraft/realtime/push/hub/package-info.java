/**
 * Second stage, the state in memory: the last value and the past of each series, notifications,
 * activity and flame graphs, and the subscribers that receive what is new.
 */
package ai.colonycraft.realtime.push.hub;
