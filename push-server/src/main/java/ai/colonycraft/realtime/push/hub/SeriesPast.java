package ai.colonycraft.realtime.push.hub;

import java.util.function.Supplier;

/**
 * A series and its recent points.
 *
 * @param newest its newest message, for metric and labels
 * @param past copies the points when it is asked, so that many series need not be in memory at once
 */
public record SeriesPast(Message newest, Supplier<Past> past) {}
