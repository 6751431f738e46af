package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.IgnoredFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** Activities for tests: a type and a user who did it are added where a test does not care. */
final class Activities {

  private Activities() {}

  /** One with these fields, of which those that are null are absent. */
  static Activity of(long timestamp, Map<Field, Object> fields) {
    Map<Field, Object> all = new EnumMap<>(Field.class);
    all.put(Field.TYPE, "page_view");
    all.put(Field.USER_ID, "u-1");
    all.putAll(fields);
    all.put(Field.TIMESTAMP, timestamp);
    Object[] values = new Object[Field.values().length];
    all.forEach((field, value) -> values[field.ordinal()] = value);
    return of(new Event(timestamp, values, Map.of()));
  }

  /** What the source makes of an event. */
  static Activity of(Event event) {
    try {
      return Activity.event(new ActivityWriter().write(event, IgnoredFields.NONE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The activity of a sighting. */
  static Activity of(Sighting sighting) {
    Map<Field, Object> fields = new EnumMap<>(Field.class);
    fields.put(Field.USER_ID, sighting.userId());
    fields.put(Field.USERNAME, sighting.username());
    fields.put(Field.COUNTRY_CODE, sighting.place().countryCode());
    fields.put(Field.REGION, sighting.place().region());
    fields.put(Field.PLATFORM, sighting.place().platform());
    fields.put(Field.TOKENS, sighting.tokens());
    return of(sighting.timestamp(), fields);
  }
}
