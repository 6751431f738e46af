package ai.colonycraft.realtime.push.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON objects as UTF-8 into memory. */
public final class JsonBytes {

  private static final JsonFactory JSON = new JsonFactory();

  /** A live update fits; a larger object takes a larger array. */
  private static final int USUAL_BYTES = 160;

  private JsonBytes() {}

  /** The fields of an object. */
  @FunctionalInterface
  public interface Fields {
    /** Writes them, within the object. */
    void write(JsonGenerator out) throws IOException;
  }

  /** An object with these fields. */
  public static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
