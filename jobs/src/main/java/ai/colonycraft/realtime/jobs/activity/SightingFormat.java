package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.PlainFields;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of a {@link Sighting}, which are written from an object or from a record's fields, and
 * read as a whole or at a position:
 *
 * <pre>
 * byte   flags: too late, session ended, has tokens
 * long   timestamp
 * text   userId
 * text   username, or null
 * length of the place in bytes, then its texts: country code, region, platform
 * long   tokens, if the flag says so
 * </pre>
 *
 * Texts and lengths are as {@link Bytes} writes them. {@code ActivityDeserializerTest} holds the
 * two writers against each other, byte for byte.
 */
final class SightingFormat {

  private static final int TOO_LATE = 1;
  private static final int ENDED = 2;
  private static final int TOKENS = 4;
  private static final int TIMESTAMP = 1;
  private static final int USER_ID = TIMESTAMP + Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final byte[] SESSION_ENDED =
      Sighting.SESSION_ENDED.getBytes(StandardCharsets.US_ASCII);

  private SightingFormat() {}

  private static byte flags(boolean tooLate, boolean ended, long tokens) {
    return (byte) ((tooLate ? TOO_LATE : 0) | (ended ? ENDED : 0) | (tokens > 0 ? TOKENS : 0));
  }

  static boolean isTooLate(int flags) {
    return (flags & TOO_LATE) != 0;
  }

  static boolean isEnded(int flags) {
    return (flags & ENDED) != 0;
  }

  static boolean hasTokens(int flags) {
    return (flags & TOKENS) != 0;
  }

  /** The timestamp of the sighting at a position. */
  static long timestamp(byte[] in, int at) {
    return (long) LONGS.get(in, at + TIMESTAMP);
  }

  /** The tokens of the sighting from one position to another. */
  static long tokens(byte[] in, int at, int end) {
    return hasTokens(in[at]) ? (long) LONGS.get(in, end - Long.BYTES) : 0;
  }

  /** The user of the sighting at a position. */
  static String userId(byte[] in, int at) {
    return WrittenTexts.text(in, at + USER_ID);
  }

  /** The position of the region of the sighting at a position. */
  static int regionAt(byte[] in, int at) {
    int usernameAt = WrittenTexts.end(in, at + USER_ID);
    int placeAt = WrittenTexts.end(in, usernameAt);
    while (in[placeAt] < 0) {
      placeAt++;
    }
    int countryAt = placeAt + 1;
    return WrittenTexts.end(in, countryAt);
  }

  /** Copies a sighting, which becomes too late if {@code tooLate}. */
  static void copy(byte[] in, int at, int end, boolean tooLate, DataOutputView out)
      throws IOException {
    out.writeByte(tooLate ? in[at] | TOO_LATE : in[at]);
    out.write(in, at + 1, end - at - 1);
  }

  /** Writes a sighting from an object. */
  static void write(Sighting sighting, DataOutputView out) throws IOException {
    out.writeByte(flags(sighting.tooLate(), sighting.ended(), sighting.tokens()));
    out.writeLong(sighting.timestamp());
    Bytes.writeText(sighting.userId(), out);
    Bytes.writeText(sighting.username(), out);
    DataOutputSerializer place = new DataOutputSerializer(64);
    sighting.place().write(place);
    Bytes.writeLength(place.length(), out);
    out.write(place.getSharedBuffer(), 0, place.length());
    if (sighting.tokens() > 0) {
      out.writeLong(sighting.tokens());
    }
  }

  /** Writes a sighting that is in time from the fields of a plain record. */
  static void write(byte[] in, PlainFields fields, ByteWriter to) {
    long tokens = tokens(fields);
    to.writeByte(flags(false, isSessionEnd(in, fields), tokens));
    to.writeLong(fields.integer(Field.TIMESTAMP, 0));
    to.writeText(in, fields, Field.USER_ID);
    to.writeText(in, fields, Field.USERNAME);
    to.writeLength(placeSize(fields));
    to.writeTextOrEmpty(in, fields, Field.COUNTRY_CODE);
    to.writeTextOrEmpty(in, fields, Field.REGION);
    to.writeTextOrEmpty(in, fields, Field.PLATFORM);
    if (tokens > 0) {
      to.writeLong(tokens);
    }
  }

  /** How many bytes a sighting takes that is written from the fields of a plain record. */
  static int size(PlainFields fields) {
    int placeSize = placeSize(fields);
    return USER_ID
        + ByteWriter.size(fields, Field.USER_ID)
        + ByteWriter.size(fields, Field.USERNAME)
        + ByteWriter.lengthSize(placeSize)
        + placeSize
        + (tokens(fields) > 0 ? Long.BYTES : 0);
  }

  private static int placeSize(PlainFields fields) {
    return ByteWriter.size(fields, Field.COUNTRY_CODE)
        + ByteWriter.size(fields, Field.REGION)
        + ByteWriter.size(fields, Field.PLATFORM);
  }

  private static long tokens(PlainFields fields) {
    return Math.max(0, fields.integer(Field.TOKENS, 0));
  }

  private static boolean isSessionEnd(byte[] in, PlainFields fields) {
    int from = fields.from(Field.TYPE);
    int end = from + fields.length(Field.TYPE);
    return Arrays.equals(in, from, end, SESSION_ENDED, 0, SESSION_ENDED.length);
  }
}
