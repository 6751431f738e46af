package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;

/**
 * What Flink asks of every serializer, asked of ours. (Flink's own base class for this asks for an
 * empty instance, which an immutable type has not.)
 */
public final class SerializerContract {

  private static final ClassLoader LOADER = SerializerContract.class.getClassLoader();

  private SerializerContract() {}

  /** Asserts all of it, of these values. */
  @SafeVarargs
  public static <T> void holds(TypeSerializer<T> serializer, T... values) throws Exception {
    List<T> all = new ArrayList<>();
    for (T value : values) {
      all.add(value);
    }
    bringsBack(serializer, all);
    bringsBack(serializer.duplicate(), all);
    bringsBack(InstantiationUtil.clone(serializer, LOADER), all);
    bringsBack(restored(serializer), all);
    for (T value : all) {
      copies(serializer, value);
      refusesWhatIsCutShort(serializer, value);
    }
  }

  /** Asserts that a later version of the format is refused with words, not read as this one. */
  public static <T> void refusesAnotherFormat(TypeSerializer<T> serializer, T value, String words)
      throws IOException {
    byte[] bytes = written(serializer, value);
    bytes[0] = 127;

    assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage(words);
  }

  /** The bytes of a value, in hexadecimal digits. */
  public static <T> String hex(TypeSerializer<T> serializer, T value) throws IOException {
    return HexFormat.of().formatHex(written(serializer, value));
  }

  private static <T> void bringsBack(TypeSerializer<T> serializer, List<T> values)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (T value : values) {
      serializer.serialize(value, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    DataOutputSerializer copied = new DataOutputSerializer(64);
    DataInputDeserializer once = new DataInputDeserializer(out.getCopyOfBuffer());
    for (T value : values) {
      assertSame(serializer, serializer.deserialize(in), value);
      serializer.copy(once, copied);
    }
    assertThat(in.available()).as("bytes that nobody read").isZero();
    DataInputDeserializer again = new DataInputDeserializer(copied.getCopyOfBuffer());
    for (T value : values) {
      assertSame(serializer, serializer.deserialize(value, again), value);
    }
  }

  private static <T> TypeSerializer<T> restored(TypeSerializer<T> serializer) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<T> old =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), LOADER);
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(old).isCompatibleAsIs())
        .as("state of the same serializer is read as it is")
        .isTrue();
    assertThat(incompatible(serializer)).as("state of another type is refused").isTrue();
    return old.restoreSerializer();
  }

  @SuppressWarnings("unchecked")
  private static <T> boolean incompatible(TypeSerializer<T> serializer) {
    TypeSerializerSnapshot<T> other =
        (TypeSerializerSnapshot<T>) StringSerializer.INSTANCE.snapshotConfiguration();
    return serializer.snapshotConfiguration().resolveSchemaCompatibility(other).isIncompatible();
  }

  private static <T> void copies(TypeSerializer<T> serializer, T value) throws IOException {
    T copy = serializer.copy(value);
    assertSame(serializer, copy, value);
    assertSame(serializer, serializer.copy(value, copy), value);
    assertThat(copy == value)
        .as("a mutable value is copied, an immutable one is not")
        .isEqualTo(serializer.isImmutableType());
  }

  private static <T> void refusesWhatIsCutShort(TypeSerializer<T> serializer, T value)
      throws IOException {
    byte[] bytes = written(serializer, value);
    for (int length = 0; length < Math.min(bytes.length, 200); length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(cut)))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(IOException.class);
    }
  }

  private static <T> byte[] written(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  /** By their parts, or where those are nobody's business, by what is written of them. */
  private static <T> void assertSame(TypeSerializer<T> serializer, T found, T expected)
      throws IOException {
    if (serializer.isImmutableType()) {
      assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    } else {
      assertThat(hex(serializer, found)).isEqualTo(hex(serializer, expected));
    }
  }
}
