package ai.colonycraft.realtime.push.transport.http;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses an answer part by part into one member of <a
 * href="https://www.rfc-editor.org/rfc/rfc1952">gzip</a>. Each part ends at a byte and refers to
 * none before it, so that between parts nothing is held but a checksum: no dictionary waits for a
 * client that does not read. For one thread at a time.
 */
final class GzipParts {

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int BUFFER_BYTES = 8 * 1024;

  private final CRC32 checksum = new CRC32();
  private boolean begun;
  private long length;

  /**
   * Compresses the next part.
   *
   * @param isLast whether the answer ends with it
   */
  byte[] part(byte[] content, boolean isLast) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 3 + 64);
    if (!begun) {
      begun = true;
      out.writeBytes(HEADER);
    }
    checksum.update(content);
    length += content.length;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(content);
      if (isLast) {
        deflater.finish();
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      int flush = isLast ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, flush);
        out.write(buffer, 0, count);
      } while (count == buffer.length || isLast && !deflater.finished());
    } finally {
      deflater.end();
    }
    if (isLast) {
      writeLittleEndian(checksum.getValue(), out);
      writeLittleEndian(length, out);
    }
    return out.toByteArray();
  }

  private static void writeLittleEndian(long value, ByteArrayOutputStream out) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write((int) (value >>> shift));
    }
  }
}
