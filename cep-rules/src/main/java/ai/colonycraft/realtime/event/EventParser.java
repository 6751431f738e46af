package ai.colonycraft.realtime.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reads one record into an {@link Event}, or says why it is none. It is strict about the contract's
 * refusals and about nothing else: an optional field of the wrong type, out of its range, or null
 * counts as absent ({@link #ignored}), an unknown field is kept or skipped, an unknown type is an
 * event. A number in quotes, as log shippers write them, is a number. Of a field that stands twice
 * the last value counts. Texts that become labels and keys are shortened to {@link
 * Field#MAX_CHARACTERS}. A record whose nesting, names or numbers exceed Jackson's limits is too
 * large.
 *
 * <p>Only the wanted fields are turned into objects; the rest is checked to be JSON and skipped. A
 * record of the plain form that nearly all have is read by {@link PlainScanner}, any other by
 * Jackson, with the same result. Not thread-safe: one parser a thread.
 */
public final class EventParser {

  /** A larger record is refused. */
  public static final int MAX_BYTES = 256 * 1024;

  /** A smaller timestamp is refused: it is most likely in seconds, or a default. */
  public static final long OLDEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  /** How far ahead of the clock a timestamp may be. */
  public static final Duration AHEAD = Duration.ofHours(1);

  /** A clock for input that is not live: no timestamp is too far ahead of it. */
  public static final LongSupplier NO_CLOCK = () -> Long.MAX_VALUE - AHEAD.toMillis();

  private static final JsonFactory JSON = new JsonFactory();

  private final Field key;

  /** The wanted fields all stand before this ordinal: a shorter array costs less to clear. */
  private final int end;

  private final boolean[] wanted = new boolean[Field.values().length];
  private final boolean keepUnknown;
  private final LongSupplier clock;
  private final PlainScanner plain;
  private final FieldReader fields;

  /** The newest timestamp that was not too far ahead when the clock was last read. */
  private long newest = Long.MIN_VALUE;

  /**
   * A parser for one topic's records.
   *
   * @param key the field that this topic requires besides type and timestamp
   * @param wanted the fields to read; type, timestamp and the key always are
   * @param keepUnknown whether fields that are none of the known ones are kept
   * @param clock epoch milliseconds now, or {@link #NO_CLOCK}
   */
  public EventParser(Field key, Collection<Field> wanted, boolean keepUnknown, LongSupplier clock) {
    this.key = key;
    this.keepUnknown = keepUnknown;
    this.clock = clock;
    this.fields = new FieldReader(key);
    wanted.forEach(field -> this.wanted[field.ordinal()] = true);
    this.wanted[Field.TYPE.ordinal()] = true;
    this.wanted[Field.TIMESTAMP.ordinal()] = true;
    this.wanted[key.ordinal()] = true;
    this.end = lastWanted() + 1;
    this.plain = new PlainScanner(this.wanted, keepUnknown);
  }

  /**
   * Reads one record.
   *
   * @param record UTF-8 JSON, or null for a record without a value
   * @throws RefusedException if the contract refuses the record
   */
  public Event parse(byte[] record) throws RefusedException {
    if (record == null) {
      throw noValue();
    }
    return parse(record, 0, record.length);
  }

  /**
   * The refusal of an event whose timestamp is more than {@link #AHEAD} after its record's arrival.
   *
   * @param timestamp of the event, epoch milliseconds
   * @param latest that is taken, epoch milliseconds
   */
  public static RefusedException aheadOfArrival(long timestamp, long latest) {
    return new RefusedException(
        Refusal.TIMESTAMP_TOO_NEW,
        "timestamp: expected at most %d, an hour after the record's arrival, found %d"
            .formatted(latest, timestamp));
  }

  /** Why a record without a value is refused. */
  public static RefusedException noValue() {
    return new RefusedException(Refusal.NOT_JSON, "expected a JSON object, found no value");
  }

  /**
   * Reads one record that stands somewhere in an array.
   *
   * @param bytes UTF-8 JSON from {@code from} on
   * @param length in bytes
   * @throws RefusedException if the contract refuses the record
   */
  public Event parse(byte[] bytes, int from, int length) throws RefusedException {
    refuseLarge(length);
    fields.begin();
    Object[] values = new Object[end];
    if (plain.read(bytes, from, length, values) && isComplete(values)) {
      return new Event(timestamp(values), values, plain.unknown());
    }
    return parseAny(Arrays.copyOfRange(bytes, from, from + length));
  }

  /**
   * Notes where the wanted fields of one record stand, if it is of the plain form that nearly all
   * have.
   *
   * @param bytes UTF-8 JSON from {@code from} on
   * @param length in bytes
   * @param into takes the fields
   * @return whether it is of that form; of any other, {@link #parse} makes an event or a refusal
   * @throws RefusedException if the contract refuses the record
   */
  public boolean find(byte[] bytes, int from, int length, PlainFields into)
      throws RefusedException {
    refuseLarge(length);
    if (!plain.find(bytes, from, length, into)
        || !into.has(Field.TYPE)
        || !into.has(Field.TIMESTAMP)
        || !into.has(key)) {
      return false;
    }
    check(into.integer(Field.TIMESTAMP, 0));
    return true;
  }

  /** The optional fields of the last record of {@link #parse} that were ignored. */
  public IgnoredFields ignored() {
    return fields.ignored();
  }

  private static void refuseLarge(int length) throws RefusedException {
    if (length > MAX_BYTES) {
      throw new RefusedException(
          Refusal.TOO_LARGE, "expected at most %d bytes, found %d".formatted(MAX_BYTES, length));
    }
  }

  private int lastWanted() {
    int last = wanted.length - 1;
    while (!wanted[last]) {
      last--;
    }
    return last;
  }

  private boolean isComplete(Object[] values) {
    return values[Field.TYPE.ordinal()] != null
        && values[Field.TIMESTAMP.ordinal()] != null
        && values[key.ordinal()] != null;
  }

  /** Reads any JSON there is, and knows what is wrong with all else. */
  Event parseAny(byte[] record) throws RefusedException {
    refuseOtherEncodings(record);
    Object[] values = new Object[end];
    Map<String, Object> unknown = Map.of();
    try (JsonParser json = JSON.createParser(record)) {
      JsonToken first = json.nextToken();
      if (first != JsonToken.START_OBJECT) {
        if (first != null) {
          json.skipChildren();
          while (json.nextToken() != null) {
            json.skipChildren();
          }
        }
        throw first == null
            ? new RefusedException(Refusal.NOT_JSON, "expected a JSON object, found nothing")
            : new RefusedException(
                Refusal.NOT_AN_OBJECT, "expected a JSON object, found " + words(first));
      }
      String name;
      while ((name = json.nextFieldName()) != null) {
        JsonToken token = json.nextToken();
        Field field = Field.named(name);
        if (field != null) {
          if (wanted[field.ordinal()]) {
            values[field.ordinal()] = fields.read(json, token, field);
          }
          json.skipChildren();
        } else if (keepUnknown) {
          unknown = keep(unknown, name, json, token);
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new RefusedException(
            Refusal.NOT_JSON, "expected one JSON object, found more after its end");
      }
    } catch (StreamConstraintsException e) {
      // Too deep, or a name or number too long: JSON nevertheless.
      String limit = e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
      throw new RefusedException(Refusal.TOO_LARGE, place(e) + limit);
    } catch (JsonProcessingException e) {
      throw new RefusedException(Refusal.NOT_JSON, place(e) + e.getOriginalMessage());
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_JSON, String.valueOf(e.getMessage()));
    }
    require(Field.TYPE, values);
    require(key, values);
    return new Event(timestamp(values), values, unknown);
  }

  /** Jackson would read these too, as UTF-16 or UTF-32; a mark of UTF-8 it skips. */
  private static void refuseOtherEncodings(byte[] record) throws RefusedException {
    if (record.length > 1 && (record[0] == 0 || record[1] == 0)) {
      throw new RefusedException(Refusal.NOT_JSON, "expected UTF-8, found zero bytes");
    }
    if (record.length > 0 && (record[0] & 0xFE) == 0xFE) {
      throw new RefusedException(
          Refusal.NOT_JSON, "expected UTF-8, found the byte order mark of another encoding");
    }
  }

  private static Map<String, Object> keep(
      Map<String, Object> unknown, String name, JsonParser json, JsonToken token)
      throws IOException {
    Object value =
        switch (token) {
          case VALUE_STRING -> FieldText.wellFormed(json.getText());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              json.getNumberType() == JsonParser.NumberType.INT
                      || json.getNumberType() == JsonParser.NumberType.LONG
                  ? (Object) json.getLongValue()
                  : (Object) json.getDoubleValue();
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          default -> null;
        };
    json.skipChildren();
    if (value == null) {
      return unknown;
    }
    Map<String, Object> kept = unknown.isEmpty() ? new HashMap<>() : unknown;
    kept.put(name, value);
    return kept;
  }

  private static Object require(Field field, Object[] values) throws RefusedException {
    Object value = values[field.ordinal()];
    if (value == null) {
      throw new RefusedException(
          Refusal.MISSING_FIELD,
          "%s: expected %s, found nothing".formatted(field.jsonName(), field.kind().words()));
    }
    if (value instanceof JsonToken token) {
      throw new RefusedException(
          Refusal.WRONG_TYPE,
          "%s: expected %s, found %s"
              .formatted(field.jsonName(), field.kind().words(), words(token)));
    }
    return value;
  }

  private long timestamp(Object[] values) throws RefusedException {
    return check((Long) require(Field.TIMESTAMP, values));
  }

  private long check(long timestamp) throws RefusedException {
    if (timestamp < OLDEST) {
      throw new RefusedException(
          Refusal.TIMESTAMP_TOO_OLD,
          "timestamp: expected epoch milliseconds since 2000, found " + timestamp);
    }
    // What was not too far ahead of the clock once never is, so the clock is seldom read.
    if (timestamp > newest) {
      newest = clock.getAsLong() + AHEAD.toMillis();
    }
    if (timestamp > newest) {
      throw new RefusedException(
          Refusal.TIMESTAMP_TOO_NEW,
          "timestamp: expected at most %d, an hour ahead of the clock, found %d"
              .formatted(newest, timestamp));
    }
    return timestamp;
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : "byte " + e.getLocation().getByteOffset() + ": ";
  }

  private static String words(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a decimal number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
