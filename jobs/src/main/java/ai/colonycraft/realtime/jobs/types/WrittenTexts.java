package ai.colonycraft.realtime.jobs.types;

import ai.colonycraft.realtime.event.ByteCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;

/**
 * Reads texts that {@link Bytes#writeText} wrote into an array, without copying the array, and
 * caches those that repeat. Not thread-safe.
 */
public final class WrittenTexts {

  private final ByteCache<String> cache = new ByteCache<>(1024, bytes -> text(bytes, 0));

  /** The text at a position, or null; equal texts are mostly one object. */
  public String cached(byte[] in, int at) {
    if (isNull(in, at)) {
      return null;
    }
    return cache.get(in, at, end(in, at));
  }

  /** The text at a position, or null. */
  public static String text(byte[] in, int at) {
    try {
      return Bytes.readText(new DataInputDeserializer(in, at, in.length - at));
    } catch (IOException e) {
      throw new UncheckedIOException("no text at byte " + at, e);
    }
  }

  /** Whether null was written at a position. */
  public static boolean isNull(byte[] in, int at) {
    return in[at] == Bytes.NULL;
  }

  /** The position after the text at a position. */
  public static int end(byte[] in, int at) {
    int i = at;
    int header = in[i] & 0x7F;
    for (int shift = 7; in[i++] < 0; shift += 7) {
      header |= (in[i] & 0x7F) << shift;
    }
    return header == Bytes.NULL ? i : i + Bytes.textLength(header);
  }
}
