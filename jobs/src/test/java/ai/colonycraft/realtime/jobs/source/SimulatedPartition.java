package ai.colonycraft.realtime.jobs.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A partition whose records have the time of arrival and, as their value, the time of an event.
 * What its events are to become is known when they are appended. Not thread-safe.
 */
final class SimulatedPartition {

  /** The time of a record that is refused, and so has none. */
  static final long REFUSED = EventTimeExtractor.NONE;

  final TopicPartition name;

  /** Whether its leader answers nobody. */
  boolean away;

  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final Map<Long, Boolean> late = new TreeMap<>();
  private final WindowRule rule;
  private long end;
  private long progress = EventTimeExtractor.NONE;

  /** Whether an event is late at its own partition. */
  interface WindowRule {
    boolean isTooLate(long timestamp, long progress);
  }

  SimulatedPartition(TopicPartition name, WindowRule rule) {
    this.name = name;
    this.rule = rule;
  }

  /** Appends an event, or a record that is {@link #REFUSED}. */
  void append(long timestamp, long arrival) {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(timestamp).array();
    records.add(
        new ConsumerRecord<>(
            name.topic(),
            name.partition(),
            end,
            arrival,
            TimestampType.LOG_APPEND_TIME,
            0,
            value.length,
            null,
            value,
            new RecordHeaders(),
            Optional.empty()));
    if (timestamp != REFUSED) {
      late.put(end, rule.isTooLate(timestamp, progress));
      progress = Math.max(progress, Math.min(timestamp, arrival));
    }
    end++;
  }

  /** Appends what the end of a transaction leaves: an offset without a record. */
  void appendMarker() {
    end++;
  }

  /** The offset after the last record or marker. */
  long end() {
    return end;
  }

  /** The first record from an offset on; null if there is none. */
  ConsumerRecord<byte[], byte[]> from(long offset) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == records.size() ? null : records.get(low);
  }

  /** Which events are late at their own partition, by offset. */
  Map<Long, Boolean> late() {
    return late;
  }
}
