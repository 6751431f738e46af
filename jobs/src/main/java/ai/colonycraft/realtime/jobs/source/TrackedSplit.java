package ai.colonycraft.realtime.jobs.source;

import java.util.Objects;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * A partition as a reader's checkpoint keeps it: where to continue, how far its event time had
 * come, and the reader's watermark, so that an event that was late before a restart is late after
 * it.
 */
final class TrackedSplit extends KafkaPartitionSplit {

  private final long progress;
  private final long watermark;

  /**
   * A partition with its progress.
   *
   * @param split where to continue and where to stop
   * @param progress the newest event time of its records, bounded by arrival, epoch milliseconds,
   *     or {@link EventTimeExtractor#NONE}
   * @param watermark the newest that the reader had emitted, or {@link EventTimeExtractor#NONE}
   */
  TrackedSplit(KafkaPartitionSplit split, long progress, long watermark) {
    super(
        split.getTopicPartition(),
        split.getStartingOffset(),
        split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.progress = progress;
    this.watermark = watermark;
  }

  /** The progress of any split; {@link EventTimeExtractor#NONE} for one that was never read. */
  static long progress(KafkaPartitionSplit split) {
    return split instanceof TrackedSplit tracked ? tracked.progress : EventTimeExtractor.NONE;
  }

  /** The watermark of any split; {@link EventTimeExtractor#NONE} for one that was never read. */
  static long watermark(KafkaPartitionSplit split) {
    return split instanceof TrackedSplit tracked ? tracked.watermark : EventTimeExtractor.NONE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrackedSplit that
        && super.equals(other)
        && progress == that.progress
        && watermark == that.watermark;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), progress, watermark);
  }
}
