/** Sends notices to browsers through their push services: RFC 8030, 8291 and 8292. */
package ai.colonycraft.realtime.push.reach.webpush;
