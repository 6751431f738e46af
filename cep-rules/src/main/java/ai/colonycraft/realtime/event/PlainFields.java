package ai.colonycraft.realtime.event;

/**
 * The wanted fields of a record of the plain form, where they stand in it: for readers to whom an
 * object for each would be too much. A text stands there in ASCII, without escapes. Made once and
 * filled again for each record; not thread-safe.
 */
public final class PlainFields {

  private static final int FIELDS = Field.values().length;

  private final int[] from = new int[FIELDS];
  private final int[] length = new int[FIELDS];
  private final long[] number = new long[FIELDS];
  private final double[] decimal = new double[FIELDS];

  /** A bit for each field that is there, by ordinal. */
  private long present;

  /** None yet. */
  public PlainFields() {}

  void clear() {
    present = 0;
  }

  void remove(Field field) {
    present &= ~(1L << field.ordinal());
  }

  void putText(Field field, int at, int bytes) {
    from[field.ordinal()] = at;
    length[field.ordinal()] = bytes;
    present |= 1L << field.ordinal();
  }

  void putInteger(Field field, long value) {
    number[field.ordinal()] = value;
    present |= 1L << field.ordinal();
  }

  void putDecimal(Field field, double value) {
    decimal[field.ordinal()] = value;
    present |= 1L << field.ordinal();
  }

  /** Whether the record has the field. */
  public boolean has(Field field) {
    return (present & 1L << field.ordinal()) != 0;
  }

  /** Where the text begins of a field that is there. */
  public int from(Field field) {
    return from[field.ordinal()];
  }

  /** The bytes of the text of a field that is there. */
  public int length(Field field) {
    return length[field.ordinal()];
  }

  /** A whole number's value, or {@code absent} where the record has none. */
  public long integer(Field field, long absent) {
    return has(field) ? number[field.ordinal()] : absent;
  }

  /** A decimal number's value, or {@code absent} where the record has none. */
  public double decimal(Field field, double absent) {
    return has(field) ? decimal[field.ordinal()] : absent;
  }
}
