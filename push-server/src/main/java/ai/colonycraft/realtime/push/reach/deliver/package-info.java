/** Decides who is notified of an incident, when and by which way, and that it happens once. */
package ai.colonycraft.realtime.push.reach.deliver;
