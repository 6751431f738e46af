package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.config.InputConfig;
import ai.colonycraft.realtime.jobs.source.CoordinatedSource;
import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import ai.colonycraft.realtime.jobs.source.StartingOffsets;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;

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
            .setBootstrapServers(input.bootstrapServers())
            .setGroupId(input.groupId())
            .setTopics(topic)
            .setStartingOffsets(offsets(input))
            // Each handover to the task's thread costs the same, however many records it holds.
            .setProperty("max.poll.records", "2000")
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
            input.live(),
            input.outOfOrder(),
            input.idle(),
            Map.of("bootstrap.servers", input.bootstrapServers())));
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
