package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Passes records through and notes the offset and the event time of each.
 *
 * <p>Event time is bounded by arrival, so that one sender whose clock is fast does not make the
 * events of all others late. Arrival is when the broker appended the record (topics with {@code
 * message.timestamp.type=LogAppendTime}): a fact of the record, the same whenever it is read. With
 * {@code CreateTime} there is no such fact; then the clock bounds it in live mode, and nothing does
 * in a replay.
 */
final class TrackedRecords<T> implements KafkaRecordDeserializationSchema<T>, Collector<T> {

  private final KafkaRecordDeserializationSchema<T> records;
  private final EventTimeExtractor<T> eventTime;
  private final boolean live;
  private final PartitionProgress progress;

  private transient Collector<T> out;
  private transient ConsumerRecord<byte[], byte[]> record;

  /** When the record was appended, or else read, epoch milliseconds. */
  private transient long arrival;

  TrackedRecords(
      KafkaRecordDeserializationSchema<T> records,
      EventTimeExtractor<T> eventTime,
      boolean live,
      PartitionProgress progress) {
    this.records = records;
    this.eventTime = eventTime;
    this.live = live;
    this.progress = progress;
  }

  /** The latest event time that a record may count as, epoch milliseconds. */
  private static long bound(long arrival, TimestampType type, boolean live) {
    return live || type == TimestampType.LOG_APPEND_TIME ? arrival : Long.MAX_VALUE;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) throws Exception {
    progress.clear();
    records.open(context);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> next, Collector<T> to) throws IOException {
    out = to;
    record = next;
    arrival =
        next.timestampType() == TimestampType.LOG_APPEND_TIME
            ? next.timestamp()
            : System.currentTimeMillis();
    progress.emitted(next.partition(), next.offset(), arrival);
    records.deserialize(next, this);
  }

  @Override
  public void collect(T element) {
    long timestamp = eventTime.timestamp(element);
    if (timestamp == EventTimeExtractor.NONE) {
      out.collect(element);
      return;
    }
    long bound = bound(arrival, record.timestampType(), live);
    long before = progress.reached(record.partition(), Math.min(timestamp, bound));
    out.collect(eventTime.after(element, before));
  }

  @Override
  public void close() {}

  @Override
  public TypeInformation<T> getProducedType() {
    return records.getProducedType();
  }
}
