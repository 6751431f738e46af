package ai.colonycraft.realtime.jobs.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a job without a savepoint begins. Flink's own initializers leave some of this to the
 * readers; here the enumerator resolves all, since it has to know where each partition stands
 * before its first record.
 */
public enum StartingOffsets implements OffsetsInitializer {
  /** With the first record that Kafka still has. */
  EARLIEST {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
      return kafka.beginningOffsets(partitions);
    }
  },
  /** With the next record to come. */
  LATEST {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
      return kafka.endOffsets(partitions);
    }
  },
  /** Where the consumer group stood, or with the first record where it never was. */
  COMMITTED {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
      Map<TopicPartition, Long> offsets = new HashMap<>(kafka.beginningOffsets(partitions));
      kafka
          .committedOffsets(partitions)
          .forEach(
              (partition, committed) -> {
                if (committed != null) {
                  offsets.merge(partition, committed, Math::max);
                }
              });
      return offsets;
    }
  };

  @Override
  @SuppressWarnings("deprecation") // the connector asks for the enum that Kafka has deprecated
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return this == LATEST ? OffsetResetStrategy.LATEST : OffsetResetStrategy.EARLIEST;
  }
}
