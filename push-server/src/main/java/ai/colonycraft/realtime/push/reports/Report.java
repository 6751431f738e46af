package ai.colonycraft.realtime.push.reports;

/**
 * A valid report.
 *
 * @param sessionId of the tab that it is from; the key of its record
 * @param json the event for {@code client-reports}, as UTF-8
 */
record Report(String sessionId, byte[] json) {}
