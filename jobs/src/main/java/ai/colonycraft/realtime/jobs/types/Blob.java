package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Many values as one element of operator state. Flink asks the file for its position before each
 * element of a list state, and reads each without a buffer; thousands of small ones cost seconds.
 */
public final class Blob {

  private Blob() {}

  /** A list state whose elements are blobs, one a subtask. */
  public static ListStateDescriptor<byte[]> descriptor(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }

  /** All values, one after another. */
  public static <T> byte[] of(Collection<T> values, TypeSerializer<T> serializer) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(1024);
      Bytes.writeLength(values.size(), out);
      for (T value : values) {
        serializer.serialize(value, out);
      }
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws IOException if it was written in another format than this jar reads
   */
  public static <T> void read(byte[] blob, TypeSerializer<T> serializer, Consumer<T> to)
      throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(blob);
    for (int left = Bytes.readLength(in); left > 0; left--) {
      to.accept(serializer.deserialize(in));
    }
  }
}
