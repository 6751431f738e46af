package ai.colonycraft.realtime.jobs.event;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of topics with arrival times. */
public final class Arrived {

  private Arrived() {}

  /**
   * A record of {@code user-activity}.
   *
   * @param arrival when the broker appended it, epoch milliseconds
   * @param value of the record
   */
  public static ConsumerRecord<byte[], byte[]> at(long arrival, byte[] value) {
    return new ConsumerRecord<>(
        "user-activity",
        3,
        77,
        arrival,
        TimestampType.LOG_APPEND_TIME,
        ConsumerRecord.NULL_SIZE,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
