package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.config.InputConfig;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** How every job reads a topic of Kafka. */
public final class KafkaInput {

  private KafkaInput() {}

  /**
   * A source of one topic's records.
   *
   * @param input the brokers, and how to read from them
   * @param topic the topic
   * @param records what to make of a record
   * @param consumer further settings of Kafka's consumer
   */
  public static <T> KafkaSource<T> of(
      InputConfig input,
      String topic,
      KafkaRecordDeserializationSchema<T> records,
      Map<String, String> consumer) {
    KafkaSourceBuilder<T> builder =
        KafkaSource.<T>builder()
            .setBootstrapServers(input.bootstrapServers())
            .setGroupId(input.groupId())
            .setTopics(topic)
            .setStartingOffsets(offsets(input.start()))
            .setDeserializer(records)
            // Each handover to the task's thread costs the same, however many records it holds.
            .setProperty("max.poll.records", "2000")
            .setProperty("partition.discovery.interval.ms", input.bounded() ? "-1" : "30000");
    consumer.forEach(builder::setProperty);
    return input.bounded()
        ? builder.setBounded(OffsetsInitializer.latest()).build()
        : builder.build();
  }

  // The connector's API asks for the enum that Kafka has since deprecated.
  @SuppressWarnings("deprecation")
  private static OffsetsInitializer offsets(InputConfig.Start start) {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
