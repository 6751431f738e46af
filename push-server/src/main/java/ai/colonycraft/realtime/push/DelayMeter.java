package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Measures how old an update is when it has been written to all clients that keep up: the listener
 * returns after that. What was in Kafka before the start is not measured, since it is old for
 * another reason.
 */
final class DelayMeter implements LiveListener {

  private final LiveListener listener;
  private final BooleanSupplier loaded;
  private final PushMetrics metrics;
  private final Clock clock;

  DelayMeter(LiveListener listener, BooleanSupplier loaded, PushMetrics metrics, Clock clock) {
    this.listener = listener;
    this.loaded = loaded;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void accept(List<LiveRecord> batch) {
    listener.accept(batch);
    if (!loaded.getAsBoolean()) {
      return;
    }
    long now = clock.millis();
    for (LiveRecord record : batch) {
      if (record instanceof Update update) {
        metrics.delay.observe(Math.max(0, now - update.timestamp()) / 1000.0);
      }
    }
  }
}
