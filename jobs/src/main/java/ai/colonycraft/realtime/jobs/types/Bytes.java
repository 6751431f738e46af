package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The forms that our serializers share. Texts are written as Latin-1 where they can be, which is
 * one copy of the string's own bytes, and as UTF-8 otherwise.
 */
public final class Bytes {

  static final int NULL = 0;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUESTION_MARKS = '?' * ONES;

  private Bytes() {}

  /** Writes a text of any length, or null. */
  public static void writeText(String text, DataOutputView out) throws IOException {
    if (text == null) {
      writeLength(NULL, out);
      return;
    }
    byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
    // A character that Latin-1 lacks becomes a question mark: then the text needs UTF-8.
    if (isLatin(text, latin)) {
      writeLength(1 + 2 * latin.length, out);
      out.write(latin);
    } else {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      writeLength(2 + 2 * utf8.length, out);
      out.write(utf8);
    }
  }

  private static boolean isLatin(String text, byte[] latin) {
    return latin.length == text.length() && (!hasQuestionMark(latin) || isSame(text, latin));
  }

  /** Eight bytes at a time: a byte is zero where it is the mark (Warren, Hacker's Delight, 6-1). */
  private static boolean hasQuestionMark(byte[] bytes) {
    int i = 0;
    for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      long zeroAtMark = (long) LONGS.get(bytes, i) ^ QUESTION_MARKS;
      if ((zeroAtMark - ONES & ~zeroAtMark & HIGH_BITS) != 0) {
        return true;
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] == '?') {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(String text, byte[] latin) {
    for (int i = 0; i < latin.length; i++) {
      if (latin[i] == '?' && text.charAt(i) != '?') {
        return false;
      }
    }
    return true;
  }

  /** Reads what {@link #writeText} wrote. */
  public static String readText(DataInputView in) throws IOException {
    int header = readLength(in);
    if (header == NULL) {
      return null;
    }
    byte[] bytes = new byte[textLength(header)];
    in.readFully(bytes);
    return new String(
        bytes, isLatin(header) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  /** Whether the text after this header is written as Latin-1, and not as UTF-8. */
  static boolean isLatin(int header) {
    return (header & 1) == 1;
  }

  /** The bytes after this header. */
  static int textLength(int header) {
    return header - 1 >> 1;
  }

  /** Writes a list of texts. */
  public static void writeTexts(List<String> texts, DataOutputView out) throws IOException {
    writeLength(texts.size(), out);
    for (String text : texts) {
      writeText(text, out);
    }
  }

  /** Reads what {@link #writeTexts} wrote; not modifiable, elements may be null. */
  public static List<String> readTexts(DataInputView in) throws IOException {
    int size = readLength(in);
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(readText(in));
    }
    return java.util.Collections.unmodifiableList(texts);
  }

  /** Writes one of at most 128 constants. */
  public static void writeConstant(Enum<?> constant, DataOutputView out) throws IOException {
    out.writeByte(constant.ordinal());
  }

  /** Reads what {@link #writeConstant} wrote; {@code all} are those that there are. */
  public static <E extends Enum<E>> E readConstant(E[] all, DataInputView in) throws IOException {
    int ordinal = in.readByte();
    if (ordinal < 0 || ordinal >= all.length) {
      throw new IOException(
          "number %d of the %d constants of %s: the data is damaged"
              .formatted(ordinal, all.length, all.getClass().getComponentType().getSimpleName()));
    }
    return all[ordinal];
  }

  /** Writes a whole number of at least 0, small ones in one byte (LEB128). */
  public static void writeLength(int length, DataOutputView out) throws IOException {
    writeAmount(Integer.toUnsignedLong(length), out);
  }

  /**
   * Writes a number of at least 0: as {@link #writeLength}, and larger ones in up to nine bytes.
   */
  public static void writeAmount(long amount, DataOutputView out) throws IOException {
    long rest = amount;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** Reads what {@link #writeAmount} or {@link #writeLength} wrote. */
  public static long readAmount(DataInputView in) throws IOException {
    long amount = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      amount |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return amount;
      }
      if (shift >= 56) {
        throw new IOException("a number of more than nine bytes: the data is damaged");
      }
    }
  }

  /** Reads what {@link #writeLength} wrote. */
  public static int readLength(DataInputView in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      length |= (next & 0x7F) << shift;
      if (next >= 0) {
        return length;
      }
      if (shift > 28) {
        throw new IOException("a length of more than five bytes: the data is damaged");
      }
    }
  }
}
