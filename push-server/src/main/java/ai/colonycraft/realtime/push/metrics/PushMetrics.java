package ai.colonycraft.realtime.push.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the server counts about itself, from Kafka to the socket:
 *
 * <pre>
 *   record ──► refused, or skipped as it could not be shown
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

  /** Records that were of their schema and could not be shown all the same. */
  public final LongAdder skipped = new LongAdder();

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

  /** Connections closed, the slowest first, because too many bytes waited for all clients. */
  public final LongAdder slowClosed = new LongAdder();

  /** Answers, replies and subscriptions refused because too many bytes waited for all clients. */
  public final LongAdder busy = new LongAdder();

  /** Messages of clients that were answered with an error. */
  public final LongAdder protocolErrors = new LongAdder();

  /** Connections refused because there were too many. */
  public final LongAdder connectionsRefused = new LongAdder();

  /** Upgrades to a WebSocket that were not let in. */
  public final CountByReason<Refusal> upgradesRefused = new CountByReason<>(Refusal.class);

  /** Other requests that were not let in, and connections that never became a request. */
  public final CountByReason<Refusal> requestsRefused = new CountByReason<>(Refusal.class);

  /** First or renewed tokens of WebSockets that were not accepted. */
  public final CountByReason<Refusal> tokensRefused = new CountByReason<>(Refusal.class);

  /** WebSockets closed because their token ended. */
  public final LongAdder tokensEnded = new LongAdder();

  /** Changes of key or certificate files that could not be read. */
  public final LongAdder reloadsFailed = new LongAdder();

  /** When the TLS certificate ends, in epoch seconds; 0 without TLS. */
  public volatile long certificateExpires;

  /** Reports of browsers that Kafka has. */
  public final LongAdder reportsAccepted = new LongAdder();

  /** Requests with reports that were refused; none of their reports was taken. */
  public final CountByReason<IntakeRefusal> reportsRefused =
      new CountByReason<>(IntakeRefusal.class);

  /** Alerts that Kafka has, as notifications. */
  public final LongAdder alertsAccepted = new LongAdder();

  /** Alerts that are lost though their message was taken. */
  public final CountByReason<AlertLoss> alertsLost = new CountByReason<>(AlertLoss.class);

  /** Requests with alerts that were refused; the sender tries those again that were unavailable. */
  public final CountByReason<IntakeRefusal> alertsRefused =
      new CountByReason<>(IntakeRefusal.class);

  /** Spans of services whose events Kafka has. */
  public final LongAdder spansAccepted = new LongAdder();

  /** Spans that were not of their form, or too many, of requests and records that were taken. */
  public final LongAdder spansRefused = new LongAdder();

  /** Requests and records with traces that were refused as a whole. */
  public final CountByReason<IntakeRefusal> tracesRefused =
      new CountByReason<>(IntakeRefusal.class);

  /** Messages of Web Push, one for each browser and attempt. */
  public final CountByReason<PushResult> webPushes = new CountByReason<>(PushResult.class);

  /** Browsers forgotten since their push service said that the subscription has ended. */
  public final LongAdder webPushDevicesPruned = new LongAdder();

  /** Records in Kafka that were not read yet, by the reader that says so, as far as is known. */
  public final Map<String, Long> lagRecords = new ConcurrentHashMap<>();

  /** The heartbeats that came back from the jobs. */
  public final NewestByPipeline heartbeats = new NewestByPipeline();

  /** Heartbeats that Kafka did not take. */
  public final LongAdder heartbeatsFailed = new LongAdder();

  /** Seconds from an update's own time until it was written to the clients that keep up. */
  public final Histogram delay =
      Histogram.builder()
          .name("push_delay_seconds")
          .help("From an update's own time until it was written to the clients that keep up")
          .classicOnly()
          .classicUpperBounds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
          .build();
}
