package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.jobs.topics.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.slf4j.MDC;

/**
 * Flink's Kafka reader, which emits the watermarks of the enumerator and reports its progress
 * whenever it gets one. It emits no record before the enumerator knows the watermark of the
 * checkpoint. All methods run on the task's thread.
 *
 * <p>It is never marked as idle. Downstream, Flink lets the watermark pass the input of an idle
 * subtask, which may still hold records or results of a window when the others go on.
 */
@SuppressWarnings("try") // Flink's interface lets close() throw everything
final class CoordinatedReader<T> implements SourceReader<T, KafkaPartitionSplit> {

  private static final long NO_CHECKPOINT = -1;

  private final SourceReader<T, KafkaPartitionSplit> kafka;
  private final SourceReaderContext context;
  private final String topic;
  private final PartitionProgress progress;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Null until the task has polled for the first time. */
  private ReaderOutput<T> output;

  private EventTimeUpdate update;

  /** The newest that was emitted, or that the checkpoint had. */
  private long watermark = WatermarkCoordinator.NONE;

  private boolean emitted;

  /** Whether a bounded input was read to where it stops. */
  private boolean finished;

  /** The last completed checkpoint, until the task has polled after it. */
  private long completed = NO_CHECKPOINT;

  /** Done when the task is to poll although no record is there. */
  private CompletableFuture<Void> wake = new CompletableFuture<>();

  CoordinatedReader(
      SourceReader<T, KafkaPartitionSplit> kafka,
      SourceReaderContext context,
      String topic,
      PartitionProgress progress) {
    this.kafka = kafka;
    this.context = context;
    this.topic = topic;
    this.progress = progress;
  }

  @Override
  public void start() {
    // Every line that the task logs from now on is about it.
    MDC.put(Topic.LOGGED, topic);
    kafka.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> to) throws Exception {
    if (output == null) {
      output = to;
      emitEventTime();
    }
    if (completed != NO_CHECKPOINT) {
      // A reader that is stopped with a savepoint is not polled any more.
      context.sendSourceEventToCoordinator(new ReaderRunning(completed));
      completed = NO_CHECKPOINT;
      wake = new CompletableFuture<>();
    }
    if (!ready.isDone()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    InputStatus status = kafka.pollNext(to);
    if (status == InputStatus.END_OF_INPUT && !finished) {
      finished = true;
      report();
    }
    return status;
  }

  private void report() {
    context.sendSourceEventToCoordinator(progress.report(update, finished, watermark));
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof EventTimeUpdate latest) {
      update = latest;
      emitEventTime();
      report();
      if (latest.ready()) {
        ready.complete(null);
      }
    } else {
      kafka.handleSourceEvents(event);
    }
  }

  private void emitEventTime() {
    if (output == null || update == null || !update.ready()) {
      return;
    }
    if (update.watermark() > watermark || !emitted && update.watermark() == watermark) {
      emitted = true;
      watermark = update.watermark();
      if (watermark != WatermarkCoordinator.NONE) {
        output.emitWatermark(new Watermark(watermark));
      }
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> available = ready.isDone() ? kafka.isAvailable() : ready;
    return available.isDone()
        ? available
        : CompletableFuture.anyOf(available, wake).thenAccept(any -> {});
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    for (KafkaPartitionSplit split : splits) {
      progress.assign(
          split.getPartition(), split.getStartingOffset(), TrackedSplit.progress(split));
      watermark = Math.max(watermark, TrackedSplit.watermark(split));
    }
    kafka.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    kafka.notifyNoMoreSplits();
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (KafkaPartitionSplit split : kafka.snapshotState(checkpointId)) {
      splits.add(new TrackedSplit(split, progress.of(split.getPartition()), watermark));
    }
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
    completed = checkpointId;
    wake.complete(null);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    kafka.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(
      Collection<String> splitsToPause, Collection<String> splitsToResume) {
    kafka.pauseOrResumeSplits(splitsToPause, splitsToResume);
  }

  @Override
  public void close() throws Exception {
    MDC.remove(Topic.LOGGED);
    kafka.close();
  }
}
