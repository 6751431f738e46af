package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.jobs.topics.Rights;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.acl.AclOperation;

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

  /** A checkpoint that takes longer does not hold the watermark up. */
  private static final long CHECKPOINT_MILLIS = 1_000;

  /** A reader that has not confirmed a checkpoint by then either ended or lost the notice of it. */
  private static final long CONFIRM_MILLIS = 5_000;

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final String topic;
  private final CoordinatedSource.Settings settings;
  private final WatermarkService.Member member;

  /** The readers to which nothing is sent for now. */
  private final Map<Integer, Pause> paused = new HashMap<>();

  /** The last checkpoint after which each reader said that it runs. */
  private final Map<Integer, Long> confirmed = new HashMap<>();

  private boolean closed;

  /**
   * Why nothing is sent to a reader.
   *
   * @param checkpointId after which it has not said yet that it runs
   * @param until the time until which it can say so, milliseconds
   */
  private record Pause(long checkpointId, long until) {

    /** It has read a bounded input to where that stops. */
    static final Pause FINISHED = new Pause(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  CoordinatedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      CoordinatedSource.Settings settings) {
    this.kafka = kafka;
    this.context = context;
    this.topic = settings.topic();
    this.settings = settings;
    this.member = WatermarkService.join(settings);
  }

  @Override
  public void start() {
    Rights.require(
        settings.kafka(),
        List.of(topic),
        List.of(AclOperation.READ, AclOperation.DESCRIBE_CONFIGS),
        settings.consumerGroup());
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
    long now = System.currentTimeMillis();
    paused.values().removeIf(pause -> pause.until() < now);
    for (int reader : readers) {
      if (!paused.containsKey(reader)) {
        context.sendEventToSourceReader(reader, update);
      }
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
      if (report.finished()) {
        paused.put(reader, Pause.FINISHED);
      }
    } else if (event instanceof ReaderRunning running) {
      confirmed.merge(reader, running.checkpointId(), Math::max);
      paused.computeIfPresent(
          reader, (r, pause) -> pause.checkpointId() <= running.checkpointId() ? null : pause);
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
    paused.remove(reader);
    kafka.addSplitsBack(splits, reader);
  }

  @Override
  public void addReader(int reader) {
    paused.remove(reader);
    kafka.addReader(reader);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    pause(checkpointId, CHECKPOINT_MILLIS);
    return kafka.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
    pause(checkpointId, CONFIRM_MILLIS);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    kafka.notifyCheckpointAborted(checkpointId);
    paused.values().removeIf(pause -> pause.checkpointId() == checkpointId);
  }

  /**
   * Sends nothing to the readers until they say that they run after a checkpoint: the tasks of a
   * job that is stopped with a savepoint end with it.
   */
  private void pause(long checkpointId, long atMostMillis) {
    Pause pause = new Pause(checkpointId, System.currentTimeMillis() + atMostMillis);
    for (int reader : context.registeredReaders().keySet()) {
      // Tasks are notified first, so that a reader may have answered already.
      if (confirmed.getOrDefault(reader, Long.MIN_VALUE) < checkpointId
          && paused.get(reader) != Pause.FINISHED) {
        paused.put(reader, pause);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    member.leave();
    kafka.close();
  }
}
