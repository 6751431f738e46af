package ai.colonycraft.realtime.jobs.output;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A record on its way to Kafka.
 *
 * @param topic the topic's name
 * @param key UTF-8, or null for a record without a key
 * @param value UTF-8 JSON, or null for a tombstone
 */
public record Outbound(String topic, byte[] key, byte[] value) {

  /** How Flink writes one. */
  public static final ValueType<Outbound> VALUE_TYPE =
      ValueType.of(Outbound.class, new Serializer());

  private static final JsonFactory JSON = new JsonFactory();

  /** The count of a user fits; a larger object takes a larger array. */
  private static final int USUAL_BYTES = 160;

  public Outbound {
    Objects.requireNonNull(topic, "topic");
  }

  /** The fields of a JSON object. */
  @FunctionalInterface
  public interface Fields {
    /** Writes them, within the object. */
    void write(JsonGenerator json) throws IOException;
  }

  /** A record whose value is a JSON object with these fields. */
  public static Outbound json(String topic, String key, Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new Outbound(topic, key.getBytes(StandardCharsets.UTF_8), out.toByteArray());
  }

  /** Writes {@link Outbound}. */
  public static final class Serializer extends ValueSerializer<Outbound> {

    @Override
    public void serialize(Outbound record, DataOutputView out) throws IOException {
      Bytes.writeText(record.topic, out);
      write(record.key, out);
      write(record.value, out);
    }

    @Override
    public Outbound deserialize(DataInputView in) throws IOException {
      return new Outbound(Bytes.readText(in), read(in), read(in));
    }

    private static void write(byte[] bytes, DataOutputView out) throws IOException {
      Bytes.writeLength(bytes == null ? 0 : bytes.length + 1, out);
      if (bytes != null) {
        out.write(bytes);
      }
    }

    private static byte[] read(DataInputView in) throws IOException {
      int length = Bytes.readLength(in);
      if (length == 0) {
        return null;
      }
      byte[] bytes = new byte[length - 1];
      in.readFully(bytes);
      return bytes;
    }
  }
}
