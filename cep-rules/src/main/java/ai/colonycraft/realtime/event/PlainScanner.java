package ai.colonycraft.realtime.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads records of the plain form that nearly all have: one flat object in ASCII, without escapes,
 * its numbers of moderate length, each wanted field of its type and within its bounds. Of anything
 * else it says only that it is not plain, and leaves the judgement to a whole JSON parser; so it
 * can be fast without being lenient.
 *
 * <p>Not thread-safe: one a thread.
 */
final class PlainScanner {

  /** Longer whole numbers may not fit a long. */
  private static final int MAX_DIGITS = 18;

  /** Decimals of more digits than this may not be a double exactly before they are scaled. */
  private static final int MAX_DECIMAL_DIGITS = 15;

  private static final int MAX_NAME = 64;

  /** Fields whose values repeat: equal ones are mostly the same object. */
  private static final EnumSet<Field> FEW_VALUES =
      EnumSet.of(
          Field.TYPE,
          Field.PLATFORM,
          Field.COUNTRY_CODE,
          Field.REGION,
          Field.MODEL,
          Field.SERVICE,
          Field.VERSION,
          Field.METHOD,
          Field.SEVERITY);

  private static final long[] POWERS_OF_TEN = new long[MAX_DECIMAL_DIGITS + 1];

  /** Bytes that may stand within a string as they are: ASCII but for controls, quote, backslash. */
  private static final boolean[] PLAIN = new boolean[256];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
    for (int c = 0x20; c < 0x80; c++) {
      PLAIN[c] = c != '"' && c != '\\';
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;

  private final FieldNames names = new FieldNames();
  private final ByteCache<String> cache =
      new ByteCache<>(1024, ascii -> new String(ascii, StandardCharsets.ISO_8859_1));
  private final boolean[] wanted;
  private final boolean keepUnknown;

  private byte[] in;
  private int at;

  /** Where the record ends. */
  private int end;

  /** What takes the wanted fields: one of the two is null. */
  private Object[] values;

  private PlainFields fields;

  /** The number that was read last, by its kind. */
  private long integer;

  private double decimal;

  private Map<String, Object> unknown;

  /**
   * Takes what to read.
   *
   * @param wanted by {@link Field#ordinal()}, whether the field's value is wanted
   * @param keepUnknown whether fields that are none of the known ones are wanted too
   */
  PlainScanner(boolean[] wanted, boolean keepUnknown) {
    this.wanted = wanted;
    this.keepUnknown = keepUnknown;
  }

  /**
   * Reads one record.
   *
   * @param record UTF-8, somewhere in an array
   * @param from where it begins
   * @param length in bytes
   * @param into takes the values by {@link Field#ordinal()}; to be thrown away if this fails
   * @return whether the record was plain; if not, nothing is known of it
   */
  boolean read(byte[] record, int from, int length, Object[] into) {
    values = into;
    fields = null;
    return scan(record, from, length);
  }

  /**
   * Finds the positions of the fields of one record.
   *
   * @param record UTF-8, somewhere in an array
   * @param from where it begins
   * @param length in bytes
   * @param into takes them; to be thrown away if this fails
   * @return whether the record was plain; if not, nothing is known of it
   */
  boolean find(byte[] record, int from, int length, PlainFields into) {
    values = null;
    fields = into;
    into.clear();
    return scan(record, from, length);
  }

  private boolean scan(byte[] record, int from, int length) {
    in = record;
    at = from;
    end = from + length;
    unknown = Map.of();
    return object() && atEnd();
  }

  /** The fields of the last record that are none of the known ones. */
  Map<String, Object> unknown() {
    return unknown;
  }

  private boolean object() {
    if (!next('{')) {
      return false;
    }
    if (next('}')) {
      return true;
    }
    int place = 0;
    do {
      if (!next('"')) {
        return false;
      }
      int from = at;
      FieldNames.Name name = name(place++);
      int length = at - from;
      if (length > MAX_NAME || !here('"') || !next(':')) {
        return false;
      }
      space();
      if (!(name == null ? unknownValue(from, length) : value(name.field))) {
        return false;
      }
    } while (next(','));
    return next('}');
  }

  // The loops over bytes keep their place in a local variable, which the compiler keeps in a
  // register; with the field they take twice as long.

  /** Moves to the end of a name; null if it is none of the known ones. */
  private FieldNames.Name name(int place) {
    FieldNames.Name expected = names.asBefore(place, in, at, end);
    if (expected != null) {
      at += expected.length();
      return expected;
    }
    int from = at;
    int hash = nameHash();
    return names.find(place, in, from, at - from, hash);
  }

  /** Moves to the end of a name, and gives the hash of its bytes. */
  private int nameHash() {
    byte[] bytes = in;
    int end = this.end;
    int i = at;
    int hash = 1;
    while (i < end && PLAIN[bytes[i] & 0xFF]) {
      hash = 31 * hash + bytes[i++];
    }
    at = i;
    return hash;
  }

  /** Moves to the quote that ends a string, if all before it is plain. */
  private boolean toQuote() {
    byte[] bytes = in;
    int end = this.end;
    int i = at;
    while (i <= end - Long.BYTES) {
      long notPlain = notPlain((long) LONGS.get(bytes, i));
      if (notPlain != 0) {
        at = i + (Long.numberOfTrailingZeros(notPlain) >>> 3);
        return bytes[at] == '"';
      }
      i += Long.BYTES;
    }
    while (i < end && PLAIN[bytes[i] & 0xFF]) {
      i++;
    }
    at = i;
    return i < end && bytes[i] == '"';
  }

  /**
   * Of eight bytes, the first one first: the lowest bit that is set is in the first byte that ends
   * plain text, be it a quote, a backslash, a control or not ASCII (Warren, Hacker's Delight, 6-1).
   */
  private static long notPlain(long bytes) {
    long quote = bytes ^ '"' * ONES;
    long backslash = bytes ^ '\\' * ONES;
    long zero = quote - ONES & ~quote | backslash - ONES & ~backslash;
    return (zero | bytes - ' ' * ONES | bytes) & HIGH_BITS;
  }

  /** Moves beyond digits, and gives the number that they are after {@code before}. */
  private long digits(long before) {
    byte[] bytes = in;
    int end = this.end;
    int i = at;
    long value = before;
    while (i <= end - Long.BYTES) {
      long eight = (long) LONGS.get(bytes, i);
      int count = Long.numberOfTrailingZeros(notDigits(eight)) >>> 3;
      value = value * POWERS_OF_TEN[count] + number(eight, count);
      i += count;
      if (count < Long.BYTES) {
        at = i;
        return value;
      }
    }
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      value = 10 * value + (bytes[i++] - '0');
    }
    at = i;
    return value;
  }

  /**
   * Of eight bytes, the first one first: the lowest bit that is set is in the first that is no
   * digit. A digit has 3 above its lowest four bits, and these do not run over when 6 is added
   * (Lemire, "Quickly parsing eight digits", 2018, as all that puts digits together here).
   */
  private static long notDigits(long bytes) {
    return (bytes & HIGH_HALVES | (bytes + 6 * ONES & HIGH_HALVES) >>> 4) ^ 0x33 * ONES;
  }

  /** The number of the first digits: pairs, then fours, then eight are put together. */
  private static long number(long digits, int count) {
    // Nothing would be shifted out below: a shift by 64 bits is one by none.
    if (count == 0) {
      return 0;
    }
    // Zeros in front, of which eight bytes in this order have the first at the low end.
    long d = digits << 64 - 8 * count & 0x0F * ONES;
    d = d * 10 + (d >>> 8) & 0x00FF00FF00FF00FFL;
    d = d * 100 + (d >>> 16) & 0x0000FFFF0000FFFFL;
    return d * 10_000 + (d >>> 32) & 0xFFFFFFFFL;
  }

  private boolean atEnd() {
    space();
    return at == end;
  }

  private boolean value(Field field) {
    if (at >= end) {
      return false;
    }
    boolean wants = wanted[field.ordinal()];
    byte first = in[at];
    if (first == '"') {
      int from = ++at;
      if (!toQuote() || wants && !putText(field, from, at - from)) {
        return false;
      }
      at++;
      return true;
    }
    if (first == '-' || first >= '0' && first <= '9') {
      Kind kind = number();
      return kind != null && (!wants || putNumber(field, kind));
    }
    Object literal = literal();
    if (wants && literal == NULL) {
      putNothing(field);
    }
    return literal == NULL || literal != null && !wants;
  }

  /** Takes a text where one is expected, unless it has to be shortened. */
  private boolean putText(Field field, int from, int length) {
    if (field.kind() != Field.Kind.TEXT || length > field.maxCharacters()) {
      return false;
    }
    if (fields != null) {
      fields.putText(field, from, length);
    } else {
      values[field.ordinal()] = text(field, from, length);
    }
    return true;
  }

  /** Takes a number of the field's kind and range. */
  private boolean putNumber(Field field, Kind kind) {
    switch (field.kind()) {
      case INTEGER -> {
        // A timestamp out of its bounds is no absent field: it refuses the record.
        if (kind != Kind.INTEGER || field != Field.TIMESTAMP && !field.allows(integer)) {
          return false;
        }
        if (fields != null) {
          fields.putInteger(field, integer);
        } else {
          values[field.ordinal()] = integer;
        }
        return true;
      }
      case DECIMAL -> {
        double value = kind == Kind.INTEGER ? (double) integer : decimal;
        if (fields != null) {
          fields.putDecimal(field, value);
        } else {
          values[field.ordinal()] = value;
        }
        return field.allows(value);
      }
      default -> {
        return false;
      }
    }
  }

  private void putNothing(Field field) {
    if (fields != null) {
      fields.remove(field);
    } else {
      values[field.ordinal()] = null;
    }
  }

  private String text(Field field, int from, int length) {
    return FEW_VALUES.contains(field)
        ? cache.get(in, from, from + length)
        : new String(in, from, length, StandardCharsets.ISO_8859_1);
  }

  private boolean unknownValue(int nameFrom, int nameLength) {
    if (at >= end) {
      return false;
    }
    Object value;
    byte first = in[at];
    if (first == '"') {
      int from = ++at;
      if (!toQuote()) {
        return false;
      }
      value = keepUnknown ? new String(in, from, at - from, StandardCharsets.ISO_8859_1) : "";
      at++;
    } else if (first == '-' || first >= '0' && first <= '9') {
      Kind kind = number();
      value = kind == null ? null : kind == Kind.INTEGER ? (Object) integer : (Object) decimal;
    } else {
      value = literal();
    }
    if (value == null) {
      return false;
    }
    if (keepUnknown && value != NULL) {
      if (unknown.isEmpty()) {
        unknown = new HashMap<>();
      }
      unknown.put(new String(in, nameFrom, nameLength, StandardCharsets.ISO_8859_1), value);
    }
    return true;
  }

  /** Stands for the literal, since null stands for what is not plain. */
  private static final Object NULL = new Object();

  private Object literal() {
    if (word("true")) {
      return true;
    }
    if (word("false")) {
      return false;
    }
    return word("null") ? NULL : null;
  }

  private boolean word(String word) {
    if (end - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (in[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return endsHere();
  }

  /** What a number is: with a fraction, a decimal. */
  private enum Kind {
    INTEGER,
    DECIMAL
  }

  /** Reads a number into the field of its kind; null if it is not plain. */
  private Kind number() {
    boolean negative = in[at] == '-';
    if (negative) {
      at++;
    }
    int from = at;
    long digits = digits(0);
    int whole = at - from;
    if (whole == 0 || whole > MAX_DIGITS || whole > 1 && in[from] == '0') {
      return null;
    }
    if (at < end && in[at] == '.') {
      at++;
      int point = at;
      digits = digits(digits);
      int fraction = at - point;
      if (fraction == 0 || whole + fraction > MAX_DECIMAL_DIGITS || !endsHere()) {
        return null;
      }
      // Both are doubles exactly, so their quotient is the nearest one (Clinger 1990).
      double value = (double) digits / POWERS_OF_TEN[fraction];
      decimal = negative ? -value : value;
      return Kind.DECIMAL;
    }
    if (!endsHere()) {
      return null;
    }
    integer = negative ? -digits : digits;
    return Kind.INTEGER;
  }

  /** Whether a number or a word can end here. */
  private boolean endsHere() {
    if (at >= end) {
      return false;
    }
    byte b = in[at];
    return b == ',' || b == '}' || isSpace(b);
  }

  private boolean next(char expected) {
    space();
    return here(expected);
  }

  private boolean here(char expected) {
    if (at < end && in[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void space() {
    while (at < end && isSpace(in[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
  }
}
