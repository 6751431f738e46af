/** What belongs together among notifications: groups, and incidents that several sources report. */
package ai.colonycraft.realtime.push.incidents;
