package ai.colonycraft.realtime.push.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one Protobuf message in the order in which they come, by the <a
 * href="https://protobuf.dev/programming-guides/encoding/">wire format</a>. A field that is not
 * asked for is skipped by the next {@link #next}. For one thread.
 */
final class ProtobufReader {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Of the present field. */
  private int wireType;

  /** Whether the value of the present field is still to be read or skipped. */
  private boolean isPending;

  ProtobufReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** A reader of the same message from where this one stands. */
  ProtobufReader again() {
    return new ProtobufReader(bytes, position, end);
  }

  /** The number of the next field; 0 at the end of the message. */
  int next() throws UnreadableException {
    if (isPending) {
      skip();
    }
    if (position == end) {
      return 0;
    }
    int at = position;
    long tag = varint();
    long field = tag >>> 3;
    wireType = (int) (tag & 7);
    if (field < 1 || field > 0x1fff_ffff) {
      throw new UnreadableException("at byte %d: %d is no field number".formatted(at, field));
    }
    isPending = true;
    return (int) field;
  }

  /** The present field as a message. */
  ProtobufReader message() throws UnreadableException {
    int length = length();
    ProtobufReader inner = new ProtobufReader(bytes, position, position + length);
    position += length;
    return inner;
  }

  /** The present field as text; what is not UTF-8 becomes U+FFFD. */
  String text() throws UnreadableException {
    int length = length();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** The present field's bytes as hexadecimal digits in lower case; of at most 64 bytes. */
  String hex() throws UnreadableException {
    int length = length();
    int most = Math.min(length, 64);
    StringBuilder digits = new StringBuilder(2 * most);
    for (int i = 0; i < most; i++) {
      digits.append(Character.forDigit(bytes[position + i] >> 4 & 15, 16));
      digits.append(Character.forDigit(bytes[position + i] & 15, 16));
    }
    position += length;
    return digits.toString();
  }

  /** The present field as a varint. */
  long integer() throws UnreadableException {
    expect(VARINT);
    return varint();
  }

  /** The present field as eight bytes, the lowest first. */
  long fixed64() throws UnreadableException {
    expect(FIXED64);
    return fixed(8);
  }

  private void skip() throws UnreadableException {
    switch (wireType) {
      case VARINT -> integer();
      case FIXED64 -> fixed64();
      case BYTES -> {
        int length = length();
        position += length;
      }
      case FIXED32 -> {
        expect(FIXED32);
        fixed(4);
      }
      default ->
          throw new UnreadableException(
              "at byte %d: wire type %d is none that OTLP has".formatted(position, wireType));
    }
  }

  private int length() throws UnreadableException {
    expect(BYTES);
    int at = position;
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new UnreadableException(
          "at byte %d: a length of %s, where %d bytes are left"
              .formatted(at, Long.toUnsignedString(length), end - position));
    }
    return (int) length;
  }

  private void expect(int type) throws UnreadableException {
    if (wireType != type) {
      throw new UnreadableException(
          "at byte %d: wire type %d, expected %d".formatted(position, wireType, type));
    }
    isPending = false;
  }

  private long varint() throws UnreadableException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = oneByte();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UnreadableException("at byte %d: a number of more than 64 bits".formatted(position));
  }

  private long fixed(int length) throws UnreadableException {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (oneByte() & 0xffL) << 8 * i;
    }
    return value;
  }

  private byte oneByte() throws UnreadableException {
    if (position == end) {
      throw new UnreadableException("at byte %d: the message ends early".formatted(position));
    }
    return bytes[position++];
  }
}
