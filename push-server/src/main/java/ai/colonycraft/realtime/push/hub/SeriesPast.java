package ai.colonycraft.realtime.push.hub;

/**
 * A series and its recent points.
 *
 * @param newest its newest message, for metric and labels
 */
public record SeriesPast(Message newest, Past past) {}
