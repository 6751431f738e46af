package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's Kafka enumerator with a {@link WatermarkCoordinator}. Every {@link #INTERVAL_MILLIS} it
 * asks the brokers where the partitions end, lets the coordinator decide, and sends the watermark
 * to all readers, which answer with their progress.
 *
 * <p>All methods run on the coordinator's thread; only the brokers are asked on the worker thread.
 */
final class CoordinatedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, CoordinatedState> {

  /** As often as Flink emits periodic watermarks. */
  static final long INTERVAL_MILLIS = 200;

  private static final long WARN_AFTER_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatedEnumerator.class);

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final String topic;
  private final WatermarkCoordinator coordinator;
  private final EndOffsets ends;

  private boolean asking;
  private long movedAt = System.currentTimeMillis();
  private long lastWatermark;
  private boolean closed;

  CoordinatedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      CoordinatedSource.Settings settings,
      long watermark) {
    this.kafka = kafka;
    this.context = context;
    this.topic = settings.topic();
    this.coordinator =
        new WatermarkCoordinator(
            settings.outOfOrder().toMillis(), settings.idle().toMillis(), watermark);
    this.ends = new EndOffsets(settings.topic(), settings.properties());
    this.lastWatermark = watermark;
  }

  @Override
  public void start() {
    kafka.start();
    // The worker thread only keeps the time: what is asked has to be gathered on this thread.
    context.callAsync(() -> null, (nothing, failure) -> tick(), 0, INTERVAL_MILLIS);
  }

  private void tick() {
    if (closed) {
      return;
    }
    send();
    if (asking) {
      return;
    }
    expectPartitions();
    long now = System.currentTimeMillis();
    WatermarkCoordinator.Question question = coordinator.ask(now);
    Map<Integer, Long> stuck = coordinator.stuck(now);
    asking = true;
    context.callAsync(
        () -> ends.find(question.progress().keySet(), stuck),
        (answer, failure) -> answered(question, answer, failure));
  }

  private void answered(
      WatermarkCoordinator.Question question, EndOffsets.Answer answer, Throwable failure) {
    asking = false;
    if (failure != null) {
      LOG.warn("{}: asking for the ends of the partitions failed", topic, failure);
      coordinator.decide(question, Map.of());
    } else {
      answer
          .skipped()
          .forEach((p, offset) -> coordinator.report(p, offset, EventTimeExtractor.NONE));
      coordinator.decide(question, answer.ends());
    }
    warnWhereItStands();
  }

  private void send() {
    EventTimeUpdate update = new EventTimeUpdate(coordinator.watermark(), coordinator.idle());
    for (int reader : List.copyOf(context.registeredReaders().keySet())) {
      context.sendEventToSourceReader(reader, update);
    }
  }

  private void expectPartitions() {
    try {
      KafkaSourceEnumState known = kafka.snapshotState(-1);
      Set<Integer> partitions = new TreeSet<>();
      known.assignedSplits().forEach(split -> partitions.add(split.getPartition()));
      known.unassignedSplits().forEach(split -> partitions.add(split.getPartition()));
      coordinator.expect(partitions);
    } catch (Exception e) {
      throw new IllegalStateException("listing the partitions of " + topic + " failed", e);
    }
  }

  private void warnWhereItStands() {
    long now = System.currentTimeMillis();
    if (coordinator.watermark() != lastWatermark || coordinator.idle()) {
      lastWatermark = coordinator.watermark();
      movedAt = now;
    } else if (now - movedAt >= WARN_AFTER_MILLIS && coordinator.slowest() >= 0) {
      LOG.warn(
          "{}: the watermark stands at {} for {} s, held by partition {}: its records are not read"
              + " yet, or its leader does not answer. Look at the job's lag and at the brokers.",
          topic,
          lastWatermark == WatermarkCoordinator.NONE ? "none" : Instant.ofEpochMilli(lastWatermark),
          (now - movedAt) / 1000,
          coordinator.slowest());
      movedAt = now;
    }
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof ProgressReport report) {
      for (int i = 0; i < report.partitions().length; i++) {
        coordinator.report(report.partitions()[i], report.nextOffsets()[i], report.progress()[i]);
      }
    } else {
      kafka.handleSourceEvent(reader, event);
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    kafka.handleSplitRequest(reader, host);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int reader) {
    kafka.addSplitsBack(splits, reader);
  }

  @Override
  public void addReader(int reader) {
    kafka.addReader(reader);
  }

  @Override
  public CoordinatedState snapshotState(long checkpointId) throws Exception {
    return new CoordinatedState(kafka.snapshotState(checkpointId), coordinator.watermark());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    ends.close();
    kafka.close();
  }
}
