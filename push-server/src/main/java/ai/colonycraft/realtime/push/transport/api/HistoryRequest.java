package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.history.HistoryQuestion;
import ai.colonycraft.realtime.push.history.HistoryReader;
import ai.colonycraft.realtime.push.transport.http.Query;
import ai.colonycraft.realtime.push.transport.http.Query.BadQueryException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of {@code GET /api/history/{name}}.
 *
 * @param question what is asked
 * @param compareSeconds how long before the same is asked again; 0 for not
 * @param live whether what is newer than the last finished window is wanted
 */
record HistoryRequest(HistoryQuestion question, long compareSeconds, boolean live) {

  private static final List<String> OWN =
      List.of("from", "to", "step", "points", "compare", "live");
  private static final long DAY = Duration.ofDays(1).toSeconds();
  private static final long MOST = 3660 * DAY;
  private static final int POINTS = 300;

  /** Reads them; without times it is the last day. */
  static HistoryRequest read(String name, Query query, long nowMillis) throws BadQueryException {
    long to = time("to", query, nowMillis);
    long from = time("from", query, to - DAY * 1000);
    long range = Math.floorDiv(to - from + 999, 1000L);
    if (range < 1 || range > MOST) {
      throw new BadQueryException(
          "from: expected a time before to, at most %d days".formatted(MOST / DAY));
    }
    int points = (int) query.number("points", 1, HistoryReader.POINTS).orElse(POINTS);
    long step = query.number("step", 60, 7 * DAY).orElse(0);
    if (step > 0 && range / step > HistoryReader.POINTS) {
      throw new BadQueryException(
          "step: expected at least %d for this time, since a series has %d points at most"
              .formatted(range / HistoryReader.POINTS + 1, HistoryReader.POINTS));
    }
    return new HistoryRequest(
        new HistoryQuestion(
            name,
            labels(query),
            Math.floorDiv(from, 1000L),
            Math.floorDiv(to + 999, 1000L),
            points,
            step),
        compare(query),
        choice("live", query, "true", "false").map("true"::equals).orElse(true));
  }

  /** PostgreSQL has no texts with a NUL, so none is a label there. */
  private static Map<String, String> labels(Query query) throws BadQueryException {
    Map<String, String> labels = query.labels(OWN);
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (label.getKey().indexOf(0) >= 0 || label.getValue().indexOf(0) >= 0) {
        throw new BadQueryException("labels: expected texts without NUL");
      }
    }
    return labels;
  }

  private static long compare(Query query) throws BadQueryException {
    return choice("compare", query, "1d", "7d").map(c -> c.equals("1d") ? DAY : 7 * DAY).orElse(0L);
  }

  private static Optional<String> choice(String name, Query query, String one, String other)
      throws BadQueryException {
    Optional<String> text = query.first(name);
    if (text.isPresent() && !text.get().equals(one) && !text.get().equals(other)) {
      throw new BadQueryException(
          "%s: expected %s or %s, found \"%s\"".formatted(name, one, other, text.get()));
    }
    return text;
  }

  private static long time(String name, Query query, long absent) throws BadQueryException {
    Optional<String> given = query.first(name);
    if (given.isEmpty() || given.get().isEmpty()) {
      return absent;
    }
    // A plus sign that was not encoded is a blank.
    String text = given.get().replace(' ', '+');
    if (text.matches("\\d{1,15}")) {
      return Long.parseLong(text);
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
          : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new BadQueryException(
          "%s: expected ISO 8601, as 2026-01-31T12:00:00Z, or epoch milliseconds, found \"%s\""
              .formatted(name, text));
    }
  }
}
