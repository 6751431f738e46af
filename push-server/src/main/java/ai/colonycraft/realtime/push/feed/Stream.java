package ai.colonycraft.realtime.push.feed;

/**
 * One ordered stream of records: a topic. A record's place in it is its offset in Kafka, so every
 * push server gives the same record the same number.
 */
public enum Stream {
  /** Topic {@code live-updates}: read from its beginning. */
  METRICS,
  /** Topic {@code activity-feed}: read from its last lines. */
  ACTIVITY,
  /** Topic {@code notifications}: read from its beginning. */
  NOTIFICATIONS,
  /** Topic {@code actions}: read from its beginning. */
  ACTIONS
}
