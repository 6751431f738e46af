/**
 * Text from outside, made well-formed, cut by whole characters and escaped for the log; and JSON
 * written into memory.
 */
package ai.colonycraft.realtime.push.text;
