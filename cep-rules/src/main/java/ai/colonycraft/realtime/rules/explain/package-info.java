/** Rules in words and as pictures, for people who have to trust them. */
package ai.colonycraft.realtime.rules.explain;
