package ai.colonycraft.realtime.push.reach.people;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** The field {@code preferences} of a person, for {@link PersonJson}. Has no state. */
final class PreferencesJson {

  private static final String QUIET = "quietHours";
  private static final String DIGESTS = "digests";
  private static final String WEEKLY = "weekly";

  private PreferencesJson() {}

  /** Reads what an object has; what is absent is as it was before. */
  static Preferences read(JsonNode json, Preferences before) {
    if (json.isMissingNode()) {
      return before;
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("preferences: expected an object");
    }
    return new Preferences(
        json.has("severities")
            ? Fields.texts("preferences.severities", "severities", json)
            : before.severities(),
        json.has("services")
            ? Fields.texts("preferences.services", "services", json)
            : before.services(),
        json.has("regions")
            ? Fields.texts("preferences.regions", "regions", json)
            : before.regions(),
        json.has(QUIET) ? quietHours(json.get(QUIET)) : before.quietHours(),
        json.has("ways") ? Fields.texts("preferences.ways", "ways", json) : before.ways(),
        json.has(DIGESTS) ? digests(json.get(DIGESTS)) : before.digests(),
        json.has("zone") ? zone(Fields.text("zone", json)) : before.zone(),
        json.has("language") ? String.valueOf(Fields.text("language", json)) : before.language());
  }

  static void write(Preferences preferences, JsonGenerator out) throws IOException {
    write("severities", preferences.severities(), out);
    write("services", preferences.services(), out);
    write("regions", preferences.regions(), out);
    if (preferences.quietHours().isPresent()) {
      QuietHours quiet = preferences.quietHours().get();
      out.writeObjectFieldStart(QUIET);
      out.writeStringField("from", quiet.from().toString());
      out.writeStringField("until", quiet.until().toString());
      out.writeBooleanField("criticalBreaks", quiet.criticalBreaks());
      out.writeEndObject();
    }
    write("ways", preferences.ways(), out);
    out.writeObjectFieldStart(DIGESTS);
    out.writeBooleanField("daily", preferences.digests().daily());
    if (preferences.digests().weekly().isPresent()) {
      out.writeStringField(
          WEEKLY, preferences.digests().weekly().get().name().toLowerCase(Locale.ROOT));
    }
    out.writeStringField("at", preferences.digests().at().toString());
    out.writeEndObject();
    out.writeStringField("zone", preferences.zone().getId());
    out.writeStringField("language", preferences.language());
  }

  /** Null is none. */
  private static Optional<QuietHours> quietHours(JsonNode json) {
    if (json.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        new QuietHours(
            time(QUIET + ".from", Fields.text("from", json)),
            time(QUIET + ".until", Fields.text("until", json)),
            Fields.flag("criticalBreaks", json)));
  }

  private static Digests digests(JsonNode json) {
    return new Digests(
        Fields.flag("daily", json),
        Optional.ofNullable(Fields.text(WEEKLY, json)).map(PreferencesJson::day),
        time(DIGESTS + ".at", Fields.text("at", json)));
  }

  private static DayOfWeek day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().equals(word.toUpperCase(Locale.ROOT))) {
        return day;
      }
    }
    throw new IllegalArgumentException("digests.weekly: expected a day such as monday, or null");
  }

  /** To the minute. */
  private static LocalTime time(String field, String text) {
    try {
      return LocalTime.parse(String.valueOf(text)).truncatedTo(ChronoUnit.MINUTES);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(field + ": expected a time such as 07:30", e);
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(String.valueOf(name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "preferences.zone: expected a time zone such as Europe/Berlin", e);
    }
  }

  private static void write(String field, Collection<String> texts, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String text : new TreeSet<>(texts)) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
