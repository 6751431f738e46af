/**
 * Rules over events: their state, as the correlation job publishes it, and putting them to rest.
 */
package ai.colonycraft.realtime.push.rules;
