package ai.colonycraft.realtime.push.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the server counts about itself, from Kafka to the socket:
 *
 * <pre>
 *   record ──► refused
 *     │
 *     ├─ update ──► seriesDropped (series.limit reached)
 *     │     └─► for each subscriber: delivered, or conflated into the next, or resynchronized
 *     ├─ line ────► for each subscriber: delivered, or activityDropped
 *     └─ notification ► for each subscriber: delivered, or fellBehind and comes back for it
 *   message from a client ──► protocolErrors
 * </pre>
 *
 * Counts start at zero with the server and only grow. All methods may be called from any thread.
 */
public final class PushMetrics {

  /** Records read from Kafka, tombstones included. */
  public final LongAdder received = new LongAdder();

  /** Records that were not of their schema; part of {@link #received}. */
  public final LongAdder refused = new LongAdder();

  /** Updates of series that were not known when the limit of series was reached. */
  public final LongAdder seriesDropped = new LongAdder();

  /** Messages written to clients: updates, lines, replies. */
  public final LongAdder delivered = new LongAdder();

  /** Values that a slow reader did not get because a newer one of the same series came first. */
  public final LongAdder conflated = new LongAdder();

  /** Times that a reader was so slow that its queue was given up for all current values. */
  public final LongAdder resynchronized = new LongAdder();

  /** Lines of the activity feed that a slow reader did not get. */
  public final LongAdder activityDropped = new LongAdder();

  /** Clients closed because they did not read their notifications. */
  public final LongAdder fellBehind = new LongAdder();

  /** Messages of clients that were answered with an error. */
  public final LongAdder protocolErrors = new LongAdder();

  /** Connections refused because there were too many. */
  public final LongAdder connectionsRefused = new LongAdder();
}
