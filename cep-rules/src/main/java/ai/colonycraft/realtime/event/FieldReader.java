package ai.colonycraft.realtime.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Reads the values of known fields, each of its type and within its bounds, and notes the optional
 * ones that it ignores. Not thread-safe.
 */
final class FieldReader {

  /** A number in quotes. Longer ones are no numbers that anybody counts. */
  private static final Pattern QUOTED_NUMBER =
      Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE][-+]?\\d{1,3})?");

  private final Field key;

  /** Of the record, a bit for each field by ordinal. */
  private long wrongType;

  private long outOfRange;

  /** Takes the field that the topic requires besides type and timestamp. */
  FieldReader(Field key) {
    this.key = key;
  }

  /** Begins with a record. */
  void begin() {
    wrongType = 0;
    outOfRange = 0;
  }

  /** The optional fields of the record that were ignored. */
  IgnoredFields ignored() {
    return (wrongType | outOfRange) == 0
        ? IgnoredFields.NONE
        : new IgnoredFields(wrongType, outOfRange);
  }

  /**
   * Reads the value that the parser stands at.
   *
   * @return a String, Long or Double by the field's kind; null where it counts as absent; the token
   *     where a required field has another type
   */
  Object read(JsonParser json, JsonToken token, Field field) throws IOException {
    wrongType &= ~bit(field);
    outOfRange &= ~bit(field);
    Object value =
        switch (field.kind()) {
          case TEXT -> token == JsonToken.VALUE_STRING ? text(json, field) : null;
          case INTEGER -> integer(json, token, field);
          case DECIMAL -> decimal(json, token, field);
        };
    if (value != null || token == JsonToken.VALUE_NULL) {
      return value;
    }
    if (isRequired(field)) {
      return token;
    }
    if ((outOfRange & bit(field)) == 0) {
      wrongType |= bit(field);
    }
    return null;
  }

  private static long bit(Field field) {
    return 1L << field.ordinal();
  }

  private static String text(JsonParser json, Field field) throws IOException {
    return FieldText.shortened(FieldText.wellFormed(json.getText()), field.maxCharacters());
  }

  private Long integer(JsonParser json, JsonToken token, Field field) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? huge(field, json.getBigIntegerValue().signum())
          : inRange(field, json.getLongValue());
    }
    String quoted = quotedNumber(json, token, field);
    try {
      return quoted == null ? null : inRange(field, Long.parseLong(quoted));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** As a timestamp it is refused as too old or too new; elsewhere it is out of range. */
  private Long huge(Field field, int sign) {
    if (field == Field.TIMESTAMP) {
      return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    outOfRange |= bit(field);
    return null;
  }

  private Long inRange(Field field, long value) {
    if (field == Field.TIMESTAMP || field.allows(value)) {
      return value;
    }
    outOfRange |= bit(field);
    return null;
  }

  private Double decimal(JsonParser json, JsonToken token, Field field) throws IOException {
    String quoted = quotedNumber(json, token, field);
    if (quoted == null && !token.isNumeric()) {
      return null;
    }
    double value = quoted == null ? json.getDoubleValue() : Double.parseDouble(quoted);
    if (field.allows(value)) {
      return value;
    }
    outOfRange |= bit(field);
    return null;
  }

  /** The number in the quotes of an optional field; null if there is none. */
  private String quotedNumber(JsonParser json, JsonToken token, Field field) throws IOException {
    if (token != JsonToken.VALUE_STRING || isRequired(field)) {
      return null;
    }
    String text = json.getText();
    return QUOTED_NUMBER.matcher(text).matches() ? text : null;
  }

  private boolean isRequired(Field field) {
    return field == Field.TYPE || field == Field.TIMESTAMP || field == key;
  }
}
