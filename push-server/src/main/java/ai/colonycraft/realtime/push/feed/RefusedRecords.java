package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refused records, and logs one of them a minute with its position. For one thread. */
final class RefusedRecords {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedRecords.class);

  /** Characters of a message that are logged; it may hold what the record holds. */
  private static final int MESSAGE = 300;

  private final String kind;
  private final PushMetrics metrics;
  private final Reminder reminder = new Reminder(Clock.systemUTC(), Duration.ofMinutes(1));

  /** Takes what the records are called in the log. */
  RefusedRecords(String kind, PushMetrics metrics) {
    this.kind = kind;
    this.metrics = metrics;
  }

  void add(ConsumerRecord<byte[], byte[]> record, Exception why) {
    metrics.refused.increment();
    long times = reminder.happened();
    if (times > 0) {
      LOG.warn(
          "Refused {} {}(s) since the last such line; this one at {}-{} offset {}: {}",
          times,
          kind,
          record.topic(),
          record.partition(),
          record.offset(),
          Text.printable(String.valueOf(why.getMessage()), MESSAGE));
    }
  }
}
