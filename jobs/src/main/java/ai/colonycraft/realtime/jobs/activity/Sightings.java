package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sightings of users of one key group, in the order of their arrival: the record that crosses the
 * network. All users in this record belong to one key group, so keying by any of them routes the
 * record correctly at every parallelism.
 *
 * @param userId one of the users
 * @param written what {@link Sighting.Serializer} wrote, one after another; not to be changed
 */
public record Sightings(String userId, byte[] written) {

  /** How Flink writes them. */
  public static final ValueType<Sightings> VALUE_TYPE =
      ValueType.of(Sightings.class, new Serializer());

  @Override
  public boolean equals(Object other) {
    return other instanceof Sightings that
        && userId.equals(that.userId)
        && Arrays.equals(written, that.written);
  }

  @Override
  public int hashCode() {
    return 31 * userId.hashCode() + Arrays.hashCode(written);
  }

  /** Writes {@link Sightings}. */
  public static final class Serializer extends ValueSerializer<Sightings> {

    @Override
    public void serialize(Sightings sightings, DataOutputView out) throws IOException {
      Bytes.writeText(sightings.userId, out);
      Bytes.writeLength(sightings.written.length, out);
      out.write(sightings.written);
    }

    @Override
    public Sightings deserialize(DataInputView in) throws IOException {
      String userId = Bytes.readText(in);
      byte[] written = new byte[Bytes.readLength(in)];
      in.readFully(written);
      return new Sightings(userId, written);
    }
  }
}
