/** How values of the jobs are written between tasks and into state. */
package ai.colonycraft.realtime.jobs.types;
