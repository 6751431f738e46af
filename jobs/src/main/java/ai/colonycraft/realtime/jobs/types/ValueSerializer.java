package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import java.lang.reflect.Constructor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of our serializers: a subclass says how an immutable value is written and read, and nothing
 * else. Subclasses are public, stateless and have a public constructor without arguments, since a
 * snapshot keeps only their name.
 *
 * <p>The bytes of a type that lies in state begin with a format number, so that a later version can
 * read what this one wrote.
 *
 * @param <T> an immutable type
 */
public abstract class ValueSerializer<T> extends TypeSerializerSingleton<T> {

  /** Mostly enough for the parts of a value. */
  private static final int FIRST_BYTES = 192;

  /**
   * Reads the format number with which a value in state begins.
   *
   * @param format that this jar writes
   * @param what the value is, to begin a sentence with
   * @throws IOException if it was written in another
   */
  protected static void readFormat(int format, String what, DataInputView in) throws IOException {
    readFormat(format, format, what, in);
  }

  /**
   * Reads the format number with which a value in state begins.
   *
   * @param oldest that this jar reads
   * @param newest that this jar writes
   * @param what the value is, to begin a sentence with
   * @return the format in which it was written
   * @throws IOException if it was written in another
   */
  protected static int readFormat(int oldest, int newest, String what, DataInputView in)
      throws IOException {
    int found = in.readByte();
    if (found < oldest || found > newest) {
      String known = oldest == newest ? "" + newest : oldest + " to " + newest;
      throw new IOException(what + " has format " + found + ", this jar reads " + known);
    }
    return found;
  }

  /** Writes the parts of a value. */
  @FunctionalInterface
  protected interface Parts<T> {
    /** Writes them one after another. */
    void write(T value, DataOutputView out) throws IOException;
  }

  /**
   * Writes all parts of a value in one write: the stream of a checkpoint takes each through locks
   * and layers. For state of which there are many.
   */
  protected static <T> void writeAtOnce(T value, DataOutputView out, Parts<T> parts)
      throws IOException {
    DataOutputSerializer all = new DataOutputSerializer(FIRST_BYTES);
    parts.write(value, all);
    out.write(all.getSharedBuffer(), 0, all.length());
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new NamedSnapshot<>(this);
  }

  /** Keeps the name of the serializer's class; the same class can read what it wrote. */
  public static final class NamedSnapshot<T> implements TypeSerializerSnapshot<T> {

    private TypeSerializer<T> serializer;

    /** For Flink, which reads the rest with {@link #readSnapshot}. */
    public NamedSnapshot() {}

    NamedSnapshot(TypeSerializer<T> serializer) {
      this.serializer = serializer;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(serializer.getClass().getName());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      String name = in.readUTF();
      try {
        Constructor<?> constructor = Class.forName(name, true, loader).getDeclaredConstructor();
        constructor.setAccessible(true);
        serializer = (TypeSerializer<T>) constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IOException("state was written by " + name + ", which this jar lacks", e);
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      boolean same =
          old instanceof NamedSnapshot<T> named
              && named.serializer.getClass() == serializer.getClass();
      return same
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
