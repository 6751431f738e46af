/** Sends incidents and digests by mail. */
package ai.colonycraft.realtime.push.reach.mail;
