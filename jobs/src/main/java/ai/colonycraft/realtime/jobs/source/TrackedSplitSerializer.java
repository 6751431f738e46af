package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes partitions with their progress and watermark. A version below {@link #FIRST_VERSION} is
 * one of Flink's own, without either.
 */
final class TrackedSplitSerializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {

  static final int FIRST_VERSION = 1000;

  private final SimpleVersionedSerializer<KafkaPartitionSplit> kafka;

  TrackedSplitSerializer(SimpleVersionedSerializer<KafkaPartitionSplit> kafka) {
    this.kafka = kafka;
  }

  @Override
  public int getVersion() {
    return FIRST_VERSION;
  }

  @Override
  public byte[] serialize(KafkaPartitionSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeLong(TrackedSplit.progress(split));
    out.writeLong(TrackedSplit.watermark(split));
    out.writeInt(kafka.getVersion());
    out.write(kafka.serialize(split));
    return out.getCopyOfBuffer();
  }

  @Override
  public KafkaPartitionSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version < FIRST_VERSION) {
      return kafka.deserialize(version, serialized);
    }
    if (version > FIRST_VERSION) {
      throw new IOException(
          "the state of the source was written by a later version of the jar: expected at most "
              + FIRST_VERSION
              + ", found "
              + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    long progress = in.readLong();
    long watermark = in.readLong();
    int kafkaVersion = in.readInt();
    byte[] bytes = new byte[in.available()];
    in.readFully(bytes);
    return new TrackedSplit(kafka.deserialize(kafkaVersion, bytes), progress, watermark);
  }
}
