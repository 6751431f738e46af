package ai.colonycraft.realtime.jobs.source;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows where partitions end. Used on one thread; {@link #close} may be called on another, once
 * nothing is asked any more.
 */
interface PartitionEnds extends AutoCloseable {

  /**
   * What was answered.
   *
   * @param ends the end offset of each partition whose leader answered in time
   * @param skipped the offset to which a stuck partition has nothing that a reader would emit
   */
  record Answer(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> skipped) {}

  /**
   * Asks.
   *
   * @param partitions whose ends to find
   * @param stuck where partitions stand that have not moved for long
   */
  Answer find(Set<TopicPartition> partitions, Map<TopicPartition, Long> stuck)
      throws InterruptedException;

  /** Whether the broker gives each record of a topic the time at which it was appended. */
  CompletionStage<Boolean> hasArrivalTimes(String topic);

  @Override
  void close();
}
