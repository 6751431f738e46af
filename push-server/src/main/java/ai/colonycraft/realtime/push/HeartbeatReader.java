package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.util.List;

/** Notes the heartbeats that come back from the jobs with the live updates. */
final class HeartbeatReader implements LiveListener {

  /** The live metric: when the newest heartbeat of a pipeline was written, epoch seconds. */
  static final String METRIC = "heartbeat_timestamp_seconds";

  private static final String PIPELINE = "pipeline";

  private final PushMetrics metrics;

  /** Takes where the newest of each pipeline is kept. */
  HeartbeatReader(PushMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void accept(List<LiveRecord> batch) {
    for (LiveRecord record : batch) {
      if (record instanceof Update update && update.metric().equals(METRIC)) {
        String pipeline = update.labels().get(PIPELINE);
        if (pipeline != null) {
          metrics.heartbeats.put(pipeline, update.value().doubleValue());
        }
      }
    }
  }
}
