package ai.colonycraft.realtime.jobs.source;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes {@link CoordinatedState}. A version below {@link #FIRST_VERSION} is one of Flink's own
 * enumerator, from a savepoint that was taken without a coordinator; it has no watermark.
 */
final class CoordinatedStateSerializer implements SimpleVersionedSerializer<CoordinatedState> {

  static final int FIRST_VERSION = 1000;

  private final SimpleVersionedSerializer<KafkaSourceEnumState> kafka;

  CoordinatedStateSerializer(SimpleVersionedSerializer<KafkaSourceEnumState> kafka) {
    this.kafka = kafka;
  }

  @Override
  public int getVersion() {
    return FIRST_VERSION;
  }

  @Override
  public byte[] serialize(CoordinatedState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeLong(state.watermark());
    byte[] bytes = kafka.serialize(state.kafka());
    out.writeInt(kafka.getVersion());
    out.writeInt(bytes.length);
    out.write(bytes);
    return out.getCopyOfBuffer();
  }

  @Override
  public CoordinatedState deserialize(int version, byte[] serialized) throws IOException {
    if (version < FIRST_VERSION) {
      return new CoordinatedState(
          kafka.deserialize(version, serialized), WatermarkCoordinator.NONE);
    }
    Versions.check(version, FIRST_VERSION);
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    long watermark = in.readLong();
    int kafkaVersion = in.readInt();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new CoordinatedState(kafka.deserialize(kafkaVersion, bytes), watermark);
  }
}
