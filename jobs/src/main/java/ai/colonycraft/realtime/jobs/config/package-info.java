/** Settings of the jobs: the keys, their defaults and checks. */
package ai.colonycraft.realtime.jobs.config;
