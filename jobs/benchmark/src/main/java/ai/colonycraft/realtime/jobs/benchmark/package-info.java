/**
 * How many events a second the jobs take, beside plain alternatives in the same run. Never in the
 * fat jar.
 */
package ai.colonycraft.realtime.jobs.benchmark;
