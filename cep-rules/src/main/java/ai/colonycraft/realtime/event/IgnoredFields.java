package ai.colonycraft.realtime.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The optional fields of one record that count as absent although the record has them, a bit for
 * each by {@link Field#ordinal()}.
 *
 * @param wrongType fields whose value is of another JSON type
 * @param outOfRange fields whose number is none that they can have
 */
public record IgnoredFields(long wrongType, long outOfRange) {

  /** Nothing was ignored. */
  public static final IgnoredFields NONE = new IgnoredFields(0, 0);

  /** Why a field was ignored. */
  public enum Reason {
    WRONG_TYPE,
    OUT_OF_RANGE;

    /** The reason as metrics name it, for example {@code wrong_type}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether nothing was ignored. */
  public boolean isEmpty() {
    return (wrongType | outOfRange) == 0;
  }

  /** The fields that were ignored for a reason. */
  public List<Field> of(Reason reason) {
    long bits = reason == Reason.WRONG_TYPE ? wrongType : outOfRange;
    List<Field> fields = new ArrayList<>();
    for (Field field : Field.values()) {
      if ((bits & 1L << field.ordinal()) != 0) {
        fields.add(field);
      }
    }
    return fields;
  }
}
