package ai.colonycraft.realtime.push.reports;

/**
 * What is wrong with one report.
 *
 * @param index of the report in its batch, from 0
 * @param field where; empty if it is the report itself
 * @param message what was expected
 */
record Problem(int index, String field, String message) {}
