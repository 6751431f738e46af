package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes the text by which a stream is keyed, as {@link StringSerializer} does and in one write.
 * That one writes character by character through the locks and layers of a checkpoint's stream; a
 * checkpoint on the heap has each key twice, for its state and its timer, and spent most of its
 * time there. The snapshot is that of {@link StringSerializer} too: savepoints that were written
 * with either are read with the other.
 */
public final class TextKey extends ValueSerializer<String> {

  /** The type to give to {@code keyBy}. */
  public static final TypeInformation<String> TYPE = ValueType.of(String.class, new TextKey());

  /** For Flink. */
  public TextKey() {}

  @Override
  public void serialize(String text, DataOutputView out) throws IOException {
    writeAtOnce(text, out, StringSerializer.INSTANCE::serialize);
  }

  @Override
  public String deserialize(DataInputView in) throws IOException {
    return StringSerializer.INSTANCE.deserialize(in);
  }

  @Override
  public TypeSerializerSnapshot<String> snapshotConfiguration() {
    return StringSerializer.INSTANCE.snapshotConfiguration();
  }
}
