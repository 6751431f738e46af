/** What a person can set: one class. */
package ai.colonycraft.realtime.push.config;
