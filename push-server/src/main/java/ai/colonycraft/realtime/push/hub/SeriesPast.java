package ai.colonycraft.realtime.push.hub;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A series and its recent points.
 *
 * @param labels those that it has now
 * @param past copies the points when it is asked, so that many series need not be in memory at once
 */
public record SeriesPast(Map<String, String> labels, Supplier<Past> past) {}
