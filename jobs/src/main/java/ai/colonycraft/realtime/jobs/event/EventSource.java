package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.InputConfig;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Reads one topic of events.
 *
 * @param input the brokers, and how to read from them
 * @param topic the topic
 * @param key the field that this topic requires
 * @param wanted the fields that the job reads
 * @param keepUnknown whether fields unknown to the contract are kept
 */
public record EventSource(
    InputConfig input, String topic, Field key, Set<Field> wanted, boolean keepUnknown) {

  /** The source itself; parses on the task's thread. */
  public Source<Inbound, ?, ?> source() {
    KafkaSourceBuilder<Inbound> builder =
        KafkaSource.<Inbound>builder()
            .setBootstrapServers(input.bootstrapServers())
            .setGroupId(input.groupId())
            .setTopics(topic)
            .setStartingOffsets(offsets())
            .setDeserializer(new InboundDeserializer(key, wanted, keepUnknown, input.live()))
            // Each handover to the task's thread costs the same, however many records it holds.
            .setProperty("max.poll.records", "2000")
            .setProperty("partition.discovery.interval.ms", input.bounded() ? "-1" : "30000");
    return input.bounded()
        ? builder.setBounded(OffsetsInitializer.latest()).build()
        : builder.build();
  }

  /** Its event time, made for each partition apart. */
  public WatermarkStrategy<Inbound> eventTime() {
    return EventTime.of(input.outOfOrder(), input.idle(), input.live());
  }

  // The connector's API asks for the enum that Kafka has since deprecated.
  @SuppressWarnings("deprecation")
  private OffsetsInitializer offsets() {
    return switch (input.start()) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
