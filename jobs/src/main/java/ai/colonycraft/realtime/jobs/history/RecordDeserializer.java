package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.history.RecordReader.BadRecordException;
import ai.colonycraft.realtime.jobs.topics.Topic;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reads the records of one topic. One that the database could not take is left out, logged with its
 * place, and counted in {@code history_records_refused}.
 */
final class RecordDeserializer implements KafkaRecordDeserializationSchema<HistoryRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(RecordDeserializer.class);

  /** After so many lines of the log, only the counter goes on. */
  private static final int LOGGED = 100;

  /** Reads the value of a record; empty if it is nothing to keep. */
  @FunctionalInterface
  interface Reader extends Serializable {
    List<HistoryRecord> read(byte[] value) throws BadRecordException;
  }

  private final Reader reader;
  private transient Counter refused;

  RecordDeserializer(Reader reader) {
    this.reader = reader;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    refused = context.getMetricGroup().counter("history_records_refused");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<HistoryRecord> out) {
    if (record.value() == null) {
      // A tombstone ends what is compacted; history keeps it.
      return;
    }
    try {
      reader.read(record.value()).forEach(out::collect);
    } catch (BadRecordException e) {
      refused.inc();
      if (refused.getCount() <= LOGGED) {
        MDC.put(Topic.LOGGED, record.topic());
        LOG.warn(
            "{}-{} offset {}: the record is left out; {}",
            record.topic(),
            record.partition(),
            record.offset(),
            e.getMessage());
        MDC.remove(Topic.LOGGED);
      }
    }
  }

  @Override
  public TypeInformation<HistoryRecord> getProducedType() {
    return HistoryRecord.VALUE_TYPE;
  }
}
