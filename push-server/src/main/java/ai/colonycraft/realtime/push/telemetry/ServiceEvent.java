package ai.colonycraft.realtime.push.telemetry;

/**
 * An event of {@code service-events}.
 *
 * @param service that it is of; the key of its record
 * @param json the event, as UTF-8
 */
record ServiceEvent(String service, byte[] json) {}
