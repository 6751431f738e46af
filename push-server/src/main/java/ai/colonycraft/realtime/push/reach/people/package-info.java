/** Whom the server reaches away from the screen: people, their devices and what they prefer. */
package ai.colonycraft.realtime.push.reach.people;
