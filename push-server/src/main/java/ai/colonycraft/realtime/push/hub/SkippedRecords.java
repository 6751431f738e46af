package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confines a failure to the record, or to the subscriber, that causes it: the others of the batch
 * are published. Skipped records are counted, and one of them a minute is logged. For one thread.
 */
final class SkippedRecords {

  private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

  /** Characters of a record that are logged. */
  private static final int SHOWN = 300;

  private final PushMetrics metrics;
  private final Reminder records = new Reminder(Clock.systemUTC(), Duration.ofMinutes(1));
  private final Reminder subscribers = new Reminder(Clock.systemUTC(), Duration.ofMinutes(1));

  SkippedRecords(PushMetrics metrics) {
    this.metrics = metrics;
  }

  /** Takes a record, or skips it if that fails. */
  void take(LiveRecord record, Consumer<LiveRecord> taker) {
    try {
      taker.accept(record);
    } catch (RuntimeException e) {
      metrics.skipped.increment();
      long times = records.happened();
      if (times > 0) {
        LOG.error(
            "Skipped {} record(s) since the last such line, a fault of the program; this one: {}",
            times,
            Text.printable(record.toString(), SHOWN),
            e);
      }
    }
  }

  /** Calls each subscriber; one that fails keeps nothing from the others. */
  <S> void each(Iterable<S> all, Consumer<S> call) {
    for (S subscriber : all) {
      try {
        call.accept(subscriber);
      } catch (RuntimeException e) {
        long times = subscribers.happened();
        if (times > 0) {
          LOG.error(
              "{} client(s) could not be sent a message since the last such line, a fault of the"
                  + " program",
              times,
              e);
        }
      }
    }
  }
}
