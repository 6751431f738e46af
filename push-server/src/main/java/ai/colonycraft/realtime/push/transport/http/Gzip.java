package ai.colonycraft.realtime.push.transport.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Compresses whole answers, and decompresses bodies of requests. */
public final class Gzip {

  /** A smaller answer fits into a packet or two as it is. */
  static final int WORTH_BYTES = 2_048;

  private Gzip() {}

  /** Whether the client takes it. */
  public static boolean isTakenBy(Request request) {
    return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
        .anyMatch("gzip"::equalsIgnoreCase);
  }

  public static byte[] of(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 3 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Decompresses a body.
   *
   * @param most bytes of the result
   * @return null if there are more
   * @throws IOException if it is not gzip
   */
  public static byte[] decompress(byte[] content, int most) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      byte[] plain = in.readNBytes(most);
      return in.read() < 0 ? plain : null;
    }
  }
}
