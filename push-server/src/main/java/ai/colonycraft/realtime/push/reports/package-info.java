/** What browsers report: web vitals, errors and interactions. */
package ai.colonycraft.realtime.push.reports;
