/** Who is on call, and whom an incident that nobody acknowledged is escalated to. */
package ai.colonycraft.realtime.push.reach.oncall;
