/**
 * How services and the pages of browsers are: requests, errors, durations, resources, health and
 * deployments, web vitals.
 */
package ai.colonycraft.realtime.jobs.health;
