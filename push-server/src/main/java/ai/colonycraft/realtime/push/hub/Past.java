package ai.colonycraft.realtime.push.hub;

/**
 * A copy of a series' recent points.
 *
 * @param times epoch milliseconds, rising
 * @param values as many
 */
@SuppressWarnings("ArrayRecordComponent")
public record Past(long[] times, double[] values) {}
