package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * Flink's Kafka enumerator, which takes part in a {@link WatermarkService}. Every {@link
 * WatermarkService#INTERVAL_MILLIS} it sends the watermark to all readers, which answer with their
 * progress.
 *
 * <p>When readers restart from a checkpoint, Flink keeps the enumerator as it is. All that was
 * known is then forgotten: readers report what their checkpoint had, and read no record before all
 * have.
 *
 * <p>All methods run on the enumerator's thread.
 */
final class CoordinatedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final String topic;
  private final WatermarkService.Member member;

  private boolean closed;

  CoordinatedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      CoordinatedSource.Settings settings) {
    this.kafka = kafka;
    this.context = context;
    this.topic = settings.topic();
    this.member = WatermarkService.join(settings);
  }

  @Override
  public void start() {
    kafka.start();
    // The worker thread only keeps the time: what is asked has to be gathered on this thread.
    context.callAsync(
        () -> null, (nothing, failure) -> tick(), 0, WatermarkService.INTERVAL_MILLIS);
  }

  private void tick() {
    if (closed) {
      return;
    }
    List<Integer> readers = List.copyOf(context.registeredReaders().keySet());
    member.readers(readers.size(), context.currentParallelism());
    EventTimeUpdate update = member.update(assigned());
    for (int reader : readers) {
      context.sendEventToSourceReader(reader, update);
    }
  }

  private boolean assigned() {
    try {
      KafkaSourceEnumState state = kafka.snapshotState(-1);
      return state.initialDiscoveryFinished() && state.unassignedSplits().isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException("the partitions of " + topic + " are unknown", e);
    }
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof ProgressReport report) {
      member.take(reader, report);
    } else {
      kafka.handleSourceEvent(reader, event);
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    kafka.handleSplitRequest(reader, host);
  }

  /** Called for each reader that restarts from a checkpoint. */
  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int reader) {
    member.restart();
    kafka.addSplitsBack(splits, reader);
  }

  @Override
  public void addReader(int reader) {
    kafka.addReader(reader);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    return kafka.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    member.leave();
    kafka.close();
  }
}
