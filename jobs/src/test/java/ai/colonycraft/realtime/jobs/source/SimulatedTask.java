package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A task of a source: the product's reader over simulated partitions, with a mailbox in which
 * messages wait in order, on a machine that now and then has no time for it. Not thread-safe.
 */
final class SimulatedTask {

  /** An event as the operator behind the source gets it. */
  record Seen(
      TopicPartition partition, long offset, long timestamp, long progress, long watermark) {}

  private static final int RECORDS_A_STEP = 50;

  private final SimulatedTime time;
  private final Random random;
  private final Machine machine;
  private final CoordinatedReader<Seen> reader;
  private final Fetches fetches;
  private final Consumer<Seen> downstream;
  private final Queue<Runnable> mails = new ArrayDeque<>();
  private final Way incoming = new Way();
  private long watermark = WatermarkCoordinator.NONE;
  private boolean ended;

  /** How slow a machine is. */
  record Machine(int usualMillis, int stallsOfThousand, int longestStallMillis) {

    /** How long something takes on it. */
    long takes(Random random) {
      return random.nextInt(1_000) < stallsOfThousand
          ? random.nextInt(longestStallMillis)
          : 1 + random.nextInt(usualMillis);
    }
  }

  SimulatedTask(
      SimulatedTime time,
      Random random,
      Machine machine,
      String topic,
      Map<TopicPartition, SimulatedPartition> partitions,
      Duration idle,
      Consumer<SourceEvent> coordinator,
      Consumer<Seen> downstream) {
    this.time = time;
    this.random = random;
    this.machine = machine;
    this.downstream = downstream;
    PartitionProgress progress = new PartitionProgress(idle);
    fetches = new Fetches(partitions, progress);
    reader = new CoordinatedReader<>(fetches, new Context(coordinator), topic, progress);
  }

  /** Begins to work. */
  void start() {
    reader.start();
    time.after(machine.takes(random), this::step);
  }

  /** Does nothing any more, and sends nothing. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  long watermark() {
    return watermark;
  }

  /** Sends it a message, behind those that were sent before. */
  void send(Runnable mail) {
    incoming.send(() -> mails.add(mail));
  }

  /** Has it take partitions, in a message. */
  void assign(List<KafkaPartitionSplit> splits) {
    send(() -> reader.addSplits(splits));
  }

  /** Has it take what the enumerator sent, in a message. */
  void update(EventTimeUpdate update) {
    send(() -> reader.handleSourceEvents(update));
  }

  /** Restores it, before it starts. */
  void restore(List<KafkaPartitionSplit> splits) {
    reader.addSplits(splits);
  }

  /** Where it stands; to be called in a message. */
  List<KafkaPartitionSplit> snapshot(long checkpoint) {
    return reader.snapshotState(checkpoint);
  }

  /** Tells it that a checkpoint is complete; to be called in a message. */
  void complete(long checkpoint) {
    try {
      reader.notifyCheckpointComplete(checkpoint);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void step() {
    if (ended) {
      return;
    }
    while (!mails.isEmpty()) {
      mails.remove().run();
    }
    try {
      for (int i = 0; i < RECORDS_A_STEP; i++) {
        if (reader.pollNext(fetches.output) != InputStatus.MORE_AVAILABLE) {
          break;
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    time.after(machine.takes(random), this::step);
  }

  /** Between a task and its enumerator: each message takes its time, and none overtakes another. */
  private final class Way {

    private long lastDelivery;

    void send(Runnable delivery) {
      lastDelivery = Math.max(lastDelivery, time.now() + machine.takes(random));
      time.at(lastDelivery, delivery);
    }
  }

  /** Flink's Kafka reader, over simulated partitions. */
  private final class Fetches implements SourceReader<Seen, KafkaPartitionSplit> {

    private final Map<TopicPartition, SimulatedPartition> partitions;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();

    /** Until when a partition's answer is under way. */
    private final Map<TopicPartition, Long> slowUntil = new LinkedHashMap<>();

    private final TrackedRecords<Seen> records;
    private final Output output = new Output();

    Fetches(Map<TopicPartition, SimulatedPartition> partitions, PartitionProgress progress) {
      this.partitions = partitions;
      records = new TrackedRecords<>(new Values(), new Times(), true, progress);
      try {
        records.open(null);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Seen> to) {
      boolean more = false;
      ConsumerRecord<byte[], byte[]> next = null;
      for (Map.Entry<TopicPartition, Long> position : positions.entrySet()) {
        ConsumerRecord<byte[], byte[]> record = fetch(position.getKey(), position.getValue());
        if (record != null) {
          more |= next != null;
          // One of those that are there, since a fetch has records of any.
          next = next == null || random.nextBoolean() ? record : next;
        }
      }
      if (next == null) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      TopicPartition partition = new TopicPartition(next.topic(), next.partition());
      positions.put(partition, next.offset() + 1);
      try {
        records.deserialize(next, collector(to));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return more || fetch(partition, next.offset() + 1) != null
          ? InputStatus.MORE_AVAILABLE
          : InputStatus.NOTHING_AVAILABLE;
    }

    private ConsumerRecord<byte[], byte[]> fetch(TopicPartition name, long position) {
      SimulatedPartition partition = partitions.get(name);
      if (partition.away || slowUntil.getOrDefault(name, 0L) > time.now()) {
        return null;
      }
      ConsumerRecord<byte[], byte[]> record = partition.from(position);
      if (record != null && random.nextInt(500) == 0) {
        slowUntil.put(name, time.now() + machine.takes(random));
        return null;
      }
      return record;
    }

    private static Collector<Seen> collector(ReaderOutput<Seen> to) {
      return new Collector<>() {
        @Override
        public void collect(Seen seen) {
          to.collect(seen);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
      List<KafkaPartitionSplit> splits = new ArrayList<>();
      positions.forEach((name, offset) -> splits.add(new KafkaPartitionSplit(name, offset)));
      return splits;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
      splits.forEach(split -> positions.put(split.getTopicPartition(), split.getStartingOffset()));
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }

  /** What the reader emits; each event with the watermark that was emitted before it. */
  private final class Output implements ReaderOutput<Seen> {

    @Override
    public void collect(Seen seen) {
      downstream.accept(
          new Seen(seen.partition, seen.offset, seen.timestamp, seen.progress, watermark));
    }

    @Override
    public void collect(Seen seen, long timestamp) {
      collect(seen);
    }

    @Override
    public void emitWatermark(Watermark next) {
      if (next.getTimestamp() < watermark) {
        throw new IllegalStateException("the watermark goes back to " + next.getTimestamp());
      }
      watermark = next.getTimestamp();
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<Seen> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }

  private static final class Values implements KafkaRecordDeserializationSchema<Seen> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Seen> out) {
      long timestamp = ByteBuffer.wrap(record.value()).getLong();
      out.collect(
          new Seen(
              new TopicPartition(record.topic(), record.partition()),
              record.offset(),
              timestamp,
              EventTimeExtractor.NONE,
              WatermarkCoordinator.NONE));
    }

    @Override
    public TypeInformation<Seen> getProducedType() {
      return Types.GENERIC(Seen.class);
    }
  }

  private static final class Times implements EventTimeExtractor<Seen> {

    private static final long serialVersionUID = 1;

    @Override
    public long timestamp(Seen seen) {
      return seen.timestamp;
    }

    @Override
    public Seen after(Seen seen, long progress) {
      return new Seen(seen.partition, seen.offset, seen.timestamp, progress, seen.watermark);
    }
  }

  /** The reader sends to the enumerator and asks for nothing else. */
  private final class Context implements SourceReaderContext {

    private final Consumer<SourceEvent> coordinator;
    private final Way outgoing = new Way();

    Context(Consumer<SourceEvent> coordinator) {
      this.coordinator = coordinator;
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
      outgoing.send(() -> coordinator.accept(event));
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getConfiguration() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getLocalHostName() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getIndexOfSubtask() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendSplitRequest() {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      throw new UnsupportedOperationException();
    }
  }
}
