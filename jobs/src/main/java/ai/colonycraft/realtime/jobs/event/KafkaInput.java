package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.config.InputConfig;
import ai.colonycraft.realtime.jobs.source.CoordinatedSource;
import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import ai.colonycraft.realtime.jobs.source.StartingOffsets;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** How every job reads a topic of Kafka. */
public final class KafkaInput {

  private KafkaInput() {}

  /**
   * A source of one topic's records.
   *
   * @param input the brokers, and how to read from them
   * @param topic the topic
   * @param group the topics that share its watermark
   * @param records what to make of a record
   * @param eventTime of what is made of it
   * @param consumer further settings of Kafka's consumer
   */
  public static <T> CoordinatedSource<T> of(
      InputConfig input,
      String topic,
      EventTimeGroup group,
      KafkaRecordDeserializationSchema<T> records,
      EventTimeExtractor<T> eventTime,
      Map<String, String> consumer) {
    KafkaSourceBuilder<T> builder =
        KafkaSource.<T>builder()
            // Each handover to the task's thread costs the same, however many records it holds.
            .setProperty("max.poll.records", "2000")
            .setProperties(consumer(input.kafka()))
            .setGroupId(input.groupId())
            .setTopics(topic)
            .setStartingOffsets(offsets(input))
            .setProperty("partition.discovery.interval.ms", input.bounded() ? "-1" : "30000");
    consumer.forEach(builder::setProperty);
    if (input.recompute() != null) {
      builder.setProperty("commit.offsets.on.checkpoint", "false");
    }
    if (input.bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return CoordinatedSource.of(
        builder,
        records,
        eventTime,
        new CoordinatedSource.Settings(
            topic,
            group,
            input.bounded(),
            input.live(),
            input.outOfOrder(),
            input.idle(),
            input.groupId(),
            input.kafka()));
  }

  /** What the consumers of a source get from the job's settings. */
  public static Properties consumer(KafkaConfig kafka) {
    Properties properties = new Properties();
    properties.putAll(kafka.client(ConsumerConfig.configNames()));
    return properties;
  }

  private static OffsetsInitializer offsets(InputConfig input) {
    return switch (input.start()) {
      case EARLIEST -> StartingOffsets.EARLIEST;
      case LATEST -> StartingOffsets.LATEST;
      case COMMITTED -> StartingOffsets.COMMITTED;
      case TIME ->
          OffsetsInitializer.timestamp(
              input.recompute() == null
                  ? input.startTime().toEpochMilli()
                  : RecomputeRange.firstArrival(input.recompute()));
    };
  }
}
