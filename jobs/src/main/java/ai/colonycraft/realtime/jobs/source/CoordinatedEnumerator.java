package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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
 * <p>When readers restart from a checkpoint, Flink keeps the enumerator as it is. All that was
 * known is then forgotten: readers report what their checkpoint had, and read no record before all
 * have.
 *
 * <p>All methods run on the coordinator's thread; only the brokers are asked on the worker thread.
 */
final class CoordinatedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {

  /** As often as Flink emits periodic watermarks. */
  static final long INTERVAL_MILLIS = 200;

  private static final long WARN_AFTER_MILLIS = 60_000;

  /**
   * Readers that had finished a bounded input do not come back after a restart: after this time the
   * others go on without them.
   */
  private static final long READERS_TIMEOUT_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatedEnumerator.class);

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final CoordinatedSource.Settings settings;
  private final EndOffsets ends;

  private WatermarkCoordinator coordinator;
  private int generation;
  private boolean ready;
  private long restartedAt;

  /** The readers that reported all their partitions since the restart. */
  private final BitSet reported = new BitSet();

  private boolean asking;
  private boolean closed;
  private long movedAt;
  private long lastWatermark = WatermarkCoordinator.NONE;

  CoordinatedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      CoordinatedSource.Settings settings) {
    this.kafka = kafka;
    this.context = context;
    this.settings = settings;
    this.ends = new EndOffsets(settings.topic(), settings.properties());
    restart();
  }

  @Override
  public void start() {
    kafka.start();
    context.callAsync(ends::hasArrivalTimes, this::warnWithoutArrivalTimes);
    // The worker thread only keeps the time: what is asked has to be gathered on this thread.
    context.callAsync(() -> null, (nothing, failure) -> tick(), 0, INTERVAL_MILLIS);
  }

  private void warnWithoutArrivalTimes(Boolean there, Throwable failure) {
    if (failure != null) {
      LOG.info("{}: whether it has arrival times is not known: {}", settings.topic(), failure);
    } else if (!there) {
      LOG.warn(
          "{}: message.timestamp.type is not LogAppendTime, so records have no arrival time. A sender"
              + " whose clock is fast can make events of others late when a backlog is read. Set it"
              + " with: kafka-configs.sh --alter --entity-type topics --entity-name {} --add-config"
              + " message.timestamp.type=LogAppendTime",
          settings.topic(),
          settings.topic());
    }
  }

  private void restart() {
    coordinator =
        new WatermarkCoordinator(settings.outOfOrder().toMillis(), settings.idle().toMillis());
    generation++;
    ready = false;
    reported.clear();
    restartedAt = System.currentTimeMillis();
    movedAt = restartedAt;
  }

  private void tick() {
    if (closed) {
      return;
    }
    ready = ready || allReported();
    send();
    if (ready && !asking) {
      ask();
    }
  }

  private boolean allReported() {
    int registered = context.registeredReaders().size();
    boolean all = reported.cardinality() >= context.currentParallelism();
    boolean waitedLong = System.currentTimeMillis() - restartedAt >= READERS_TIMEOUT_MILLIS;
    return all || waitedLong && registered > 0 && reported.cardinality() >= registered;
  }

  private void send() {
    EventTimeUpdate update =
        new EventTimeUpdate(
            generation, assigned(), ready, coordinator.watermark(), coordinator.idle());
    for (int reader : List.copyOf(context.registeredReaders().keySet())) {
      context.sendEventToSourceReader(reader, update);
    }
  }

  private boolean assigned() {
    try {
      KafkaSourceEnumState state = kafka.snapshotState(-1);
      return state.initialDiscoveryFinished() && state.unassignedSplits().isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException("the partitions of " + settings.topic() + " are unknown", e);
    }
  }

  private void ask() {
    long now = System.currentTimeMillis();
    WatermarkCoordinator asked = coordinator;
    WatermarkCoordinator.Question question = asked.ask(now);
    Map<Integer, Long> stuck = asked.stuck(now);
    asking = true;
    context.callAsync(
        () -> ends.find(question.progress().keySet(), stuck),
        (answer, failure) -> {
          asking = false;
          decide(asked, question, answer, failure);
          warnWhereItStands();
        });
  }

  private void decide(
      WatermarkCoordinator asked,
      WatermarkCoordinator.Question question,
      EndOffsets.Answer answer,
      Throwable failure) {
    if (failure != null) {
      LOG.warn("{}: asking for the ends of the partitions failed", settings.topic(), failure);
      asked.decide(question, Map.of());
      return;
    }
    answer.skipped().forEach((p, offset) -> asked.report(p, offset, EventTimeExtractor.NONE));
    asked.decide(question, answer.ends());
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
          settings.topic(),
          lastWatermark == WatermarkCoordinator.NONE ? "none" : Instant.ofEpochMilli(lastWatermark),
          (now - movedAt) / 1000,
          coordinator.slowest());
      movedAt = now;
    }
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof ProgressReport report) {
      take(reader, report);
    } else {
      kafka.handleSourceEvent(reader, event);
    }
  }

  private void take(int reader, ProgressReport report) {
    if (report.generation() != generation) {
      return;
    }
    for (int i = 0; i < report.partitions().length; i++) {
      coordinator.report(report.partitions()[i], report.nextOffsets()[i], report.progress()[i]);
    }
    coordinator.restore(report.watermark());
    if (report.complete()) {
      reported.set(reader);
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    kafka.handleSplitRequest(reader, host);
  }

  /** Called for each reader that restarts from a checkpoint. */
  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int reader) {
    restart();
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
    ends.close();
    kafka.close();
  }
}
