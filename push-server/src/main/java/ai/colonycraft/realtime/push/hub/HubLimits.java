package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.config.PushConfig;

/**
 * What the hub may keep.
 *
 * @param series series known at a time; updates of further ones are dropped and counted
 * @param recentLines lines of the activity feed that a newcomer begins with
 * @param historyUpdates updates kept for clients that come back
 * @param historyBytes what these may take
 * @param pointBytes what the recent points of all series may take
 */
public record HubLimits(
    int series, int recentLines, int historyUpdates, long historyBytes, long pointBytes) {

  /** Those that the config says. */
  public static HubLimits of(PushConfig config) {
    return new HubLimits(
        config.seriesLimit(),
        config.activityRecent(),
        config.kept().historyUpdates(),
        config.kept().historyBytes(),
        config.kept().pointsBytes());
  }
}
