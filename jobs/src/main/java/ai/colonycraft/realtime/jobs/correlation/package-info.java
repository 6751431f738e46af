/**
 * Event correlation: rules arrive while the job runs, events go to the keys that an active rule
 * needs, and one keyed operator runs all rules.
 */
package ai.colonycraft.realtime.jobs.correlation;
