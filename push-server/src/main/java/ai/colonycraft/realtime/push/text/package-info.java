/** Text from outside: made well-formed, cut by whole characters, escaped for the log. */
package ai.colonycraft.realtime.push.text;
