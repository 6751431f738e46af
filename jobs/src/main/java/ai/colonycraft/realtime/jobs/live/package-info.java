/** Live values on their way to the push servers: what changed, in the contract's JSON. */
package ai.colonycraft.realtime.jobs.live;
