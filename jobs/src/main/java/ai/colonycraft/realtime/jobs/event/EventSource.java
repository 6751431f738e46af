package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig.Start;
import java.time.Duration;
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
 * @param bootstrapServers Kafka's brokers
 * @param groupId under which the offsets reached are committed
 * @param topic the topic
 * @param key the field that this topic requires
 * @param wanted the fields that the job reads
 * @param keepUnknown whether fields unknown to the contract are kept
 * @param start where a job without a savepoint begins
 * @param bounded whether to stop at what was the end when the job started
 * @param live whether timestamps far ahead of the clock are refused
 * @param outOfOrder the bound on disorder within a partition
 * @param idle when a silent partition is left out of event time
 */
public record EventSource(
    String bootstrapServers,
    String groupId,
    String topic,
    Field key,
    Set<Field> wanted,
    boolean keepUnknown,
    Start start,
    boolean bounded,
    boolean live,
    Duration outOfOrder,
    Duration idle) {

  /** The source itself; parses on the task's thread. */
  public Source<Inbound, ?, ?> source() {
    KafkaSourceBuilder<Inbound> builder =
        KafkaSource.<Inbound>builder()
            .setBootstrapServers(bootstrapServers)
            .setGroupId(groupId)
            .setTopics(topic)
            .setStartingOffsets(offsets())
            .setDeserializer(new InboundDeserializer(key, wanted, keepUnknown, live))
            .setProperty("partition.discovery.interval.ms", bounded ? "-1" : "30000");
    return bounded ? builder.setBounded(OffsetsInitializer.latest()).build() : builder.build();
  }

  /** Its event time, made for each partition apart. */
  public WatermarkStrategy<Inbound> eventTime() {
    return EventTime.of(outOfOrder, idle);
  }

  // The connector's API asks for the enum that Kafka has since deprecated.
  @SuppressWarnings("deprecation")
  private OffsetsInitializer offsets() {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
