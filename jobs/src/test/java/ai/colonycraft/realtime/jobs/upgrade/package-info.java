/**
 * What a savepoint of the released version asks of this one; its side stands in {@code released}.
 */
package ai.colonycraft.realtime.jobs.upgrade;
