package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink's Kafka source of one topic, with one watermark for all its subtasks, and for all topics of
 * an {@link EventTimeGroup}.
 *
 * <p>With Flink's own watermarks each subtask decides by itself which of its partitions are idle,
 * by the clock, and nobody knows whether an idle one has records that were not fetched yet. After a
 * silence or an outage the first partition to speak then closes the windows of the others. Here a
 * {@link WatermarkService} beside the enumerators decides, and every subtask emits what it decided:
 * an event is late, or in time, for all operators behind the source alike.
 *
 * <p>Readers wait at the start until they have the watermark of the checkpoint from which the job
 * was restored, so that an event that was late before is late after. State of {@link KafkaSource}
 * is read as well.
 *
 * @param <T> what becomes of a record
 */
public final class CoordinatedSource<T>
    implements Source<T, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<T> {

  private final KafkaSource<T> kafka;
  private final PartitionProgress progress;
  private final Settings settings;

  private CoordinatedSource(KafkaSource<T> kafka, PartitionProgress progress, Settings settings) {
    this.kafka = kafka;
    this.progress = progress;
    this.settings = settings;
  }

  /**
   * Settings of event time.
   *
   * @param topic the topic that is read
   * @param group the topics that share its watermark
   * @param bounded whether the input is read up to where it ends at the start
   * @param live whether timestamps are bounded by the clock where the topic has no arrival times
   * @param outOfOrder how far the watermark stays behind the newest event
   * @param idle after this long at its end without a record, a partition no longer holds others
   *     back
   * @param consumerGroup under which offsets are committed
   * @param kafka how the clients that ask for the ends of the partitions connect
   */
  public record Settings(
      String topic,
      EventTimeGroup group,
      boolean bounded,
      boolean live,
      Duration outOfOrder,
      Duration idle,
      String consumerGroup,
      KafkaConfig kafka)
      implements java.io.Serializable {

    public Settings {
      if (!group.topics().contains(topic)) {
        throw new IllegalArgumentException(topic + " is not one of the topics " + group.topics());
      }
    }
  }

  /**
   * Completes a builder, to which all but the deserializer was given.
   *
   * @param builder has brokers, group, topic, and offsets that {@link StartingOffsets} resolves
   * @param records what becomes of a record
   * @param eventTime of what becomes of it
   * @param settings of event time
   */
  public static <T> CoordinatedSource<T> of(
      KafkaSourceBuilder<T> builder,
      KafkaRecordDeserializationSchema<T> records,
      EventTimeExtractor<T> eventTime,
      Settings settings) {
    PartitionProgress progress = new PartitionProgress(settings.idle());
    TrackedRecords<T> tracked = new TrackedRecords<>(records, eventTime, settings.live(), progress);
    return new CoordinatedSource<>(builder.setDeserializer(tracked).build(), progress, settings);
  }

  /**
   * The strategy to use with a coordinated source: its readers emit the watermarks. A record's
   * timestamp in Flink is its event time, bounded by its arrival.
   */
  public static <T> WatermarkStrategy<T> eventTime(EventTimeExtractor<T> eventTime) {
    return WatermarkStrategy.<T>noWatermarks()
        .withTimestampAssigner(
            (element, arrived) -> {
              long timestamp = eventTime.timestamp(element);
              return timestamp == EventTimeExtractor.NONE ? arrived : Math.min(timestamp, arrived);
            });
  }

  @Override
  public Boundedness getBoundedness() {
    return kafka.getBoundedness();
  }

  @Override
  public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new CoordinatedReader<>(
        kafka.createReader(context), context, settings.topic(), progress);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return new CoordinatedEnumerator(kafka.createEnumerator(context), context, settings);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state)
      throws Exception {
    return new CoordinatedEnumerator(kafka.restoreEnumerator(context, state), context, settings);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return new TrackedSplitSerializer(kafka.getSplitSerializer());
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return kafka.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return kafka.getProducedType();
  }
}
