package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.RefusedException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns each record of Kafka into an event or a dead letter; never fails on what a record holds.
 */
final class InboundDeserializer implements KafkaRecordDeserializationSchema<Inbound> {

  private final Field key;
  private final Set<Field> wanted;
  private final boolean keepUnknown;
  private final boolean live;
  private transient EventParser parser;

  InboundDeserializer(Field key, Set<Field> wanted, boolean keepUnknown, boolean live) {
    this.key = key;
    this.wanted = Set.copyOf(wanted);
    this.keepUnknown = keepUnknown;
    this.live = live;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    LongSupplier clock = live ? System::currentTimeMillis : EventParser.NO_CLOCK;
    parser = new EventParser(key, wanted, keepUnknown, clock);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Inbound> out) {
    out.collect(read(record));
  }

  private Inbound read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Event event = parser.parse(record.value());
      RefusedException ahead = live ? AheadOfArrival.refusal(event.timestamp(), record) : null;
      if (ahead != null) {
        throw ahead;
      }
      return Inbound.of(event, parser.ignored());
    } catch (RefusedException e) {
      return new Inbound(null, DeadLetter.of(record, e.reason(), e.getMessage(), record.value()));
    }
  }

  @Override
  public TypeInformation<Inbound> getProducedType() {
    return Inbound.VALUE_TYPE;
  }
}
