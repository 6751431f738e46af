/** What each job can be told, and how it is told. */
package ai.colonycraft.realtime.jobs.config;
