package ai.colonycraft.realtime.push.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that read a series. What a client sent is never part of their text: times and
 * values of labels are place holders.
 */
final class HistorySql {

  /** Rows that one question may read. */
  static final int ROWS = 100_000;

  /** Rows with a histogram that one question may read. */
  static final int HISTOGRAMS = 20_000;

  private static final String ANY = "*";
  private static final String BY_BYTES = " COLLATE \"C\", ";

  private HistorySql() {}

  /** The labels of the question, in the order of the columns before all others. */
  static List<String> labels(HistorySeries series, HistoryQuestion question) {
    return series.labels().stream()
        .filter(set -> set.size() == question.labels().size())
        .filter(set -> question.labels().keySet().containsAll(set))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the question is about all series, of which there may be very many. */
  static boolean isRanked(HistorySeries series, HistoryQuestion question) {
    return series.rankedBy() != null && question.labels().containsValue(ANY);
  }

  /** Values of labels that are given, in the order of their place holders. */
  static List<String> given(HistorySeries series, HistoryQuestion question) {
    return labels(series, question).stream()
        .map(question.labels()::get)
        .filter(value -> !value.equals(ANY))
        .toList();
  }

  private static String where(HistorySeries series, HistoryQuestion question) {
    List<String> conditions = new ArrayList<>();
    conditions.add("start >= to_timestamp(?) AND start < to_timestamp(?)");
    conditions.addAll(series.conditions(question.labels()));
    for (String label : labels(series, question)) {
      if (!question.labels().get(label).equals(ANY)) {
        conditions.add(series.column(label) + " = ?");
      }
    }
    return String.join(" AND ", conditions);
  }

  /** The windows that the step has: of the row of all, so that silence of one series is zero. */
  private static String windows(HistorySeries series, Resolution resolution) {
    String all =
        switch (series.family()) {
          case SERVICES ->
              Family.SERVICES.table(resolution.level()) + " WHERE service = '' AND region = '' AND";
          default -> Family.ACTIVITY.table(resolution.level()) + " WHERE";
        };
    return "SELECT %s AS b, sum(windows) AS n FROM history.%s start >= to_timestamp(?) AND start < to_timestamp(?) GROUP BY 1"
        .formatted(bucket(resolution), all);
  }

  private static String bucket(Resolution resolution) {
    return "date_bin('%d s', start, 'epoch')".formatted(resolution.step());
  }

  /** Each column with what follows it. */
  private static String all(List<String> columns, String behind) {
    return columns.stream().map(column -> column + behind).collect(Collectors.joining());
  }

  /** A place holder of an array for each label. */
  private static String arrays(List<String> labels) {
    return String.join(", ", Collections.nCopies(labels.size(), "?::text[]"));
  }

  private static List<String> columns(HistorySeries series, HistoryQuestion question) {
    return labels(series, question).stream().map(series::column).toList();
  }

  /** Label columns of all series, those with the largest sums first; times, then labels. */
  static String ranking(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    List<String> labels = columns(series, question);
    return "SELECT %s FROM history.%s WHERE %s GROUP BY %s ORDER BY sum(%s) DESC NULLS LAST, %s"
        .formatted(
            String.join(", ", labels),
            series.family().table(resolution.level()),
            where(series, question),
            String.join(", ", labels),
            series.rankedBy(),
            String.join(", ", labels));
  }

  /**
   * Label columns, begin of the step, and the columns of the series; times twice, then labels, then
   * the chosen series where it is ranked, an array for each label. Where the series are not chosen,
   * the rows of one are together, so that a limit leaves out whole ones; by bytes, since the order
   * of a language takes as long as all else.
   */
  static String values(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    List<String> labels = columns(series, question);
    String where = where(series, question);
    String order = all(labels, BY_BYTES) + "b";
    if (isRanked(series, question)) {
      order = "b";
      where +=
          " AND (%s) IN (SELECT * FROM unnest(%s))"
              .formatted(String.join(", ", labels), arrays(labels));
    }
    return "WITH w AS (%s), f AS (SELECT *, %s AS b FROM history.%s WHERE %s) SELECT %sextract(epoch FROM b), %s FROM f LEFT JOIN w USING (b) GROUP BY %sb ORDER BY %s LIMIT %d"
        .formatted(
            windows(series, resolution),
            bucket(resolution),
            series.family().table(resolution.level()),
            where,
            all(labels, ", "),
            String.join(", ", series.values()),
            all(labels, ", "),
            order,
            ROWS);
  }

  /**
   * Newest names of some series: an array for each of their labels, then the times. A row is the
   * place of the series in the arrays, from 1 on, and its name.
   */
  static String names(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    List<String> labels = columns(series, question);
    List<String> keys = new ArrayList<>();
    List<String> conditions = new ArrayList<>(series.conditions(question.labels()));
    for (int i = 0; i < labels.size(); i++) {
      keys.add("k" + i);
      conditions.add(labels.get(i) + " = k" + i);
    }
    return "SELECT place, name FROM unnest(%s) WITH ORDINALITY AS k(%s, place), LATERAL (SELECT name FROM history.%s WHERE %s AND name IS NOT NULL AND start >= to_timestamp(?) AND start < to_timestamp(?) ORDER BY start DESC LIMIT 1) newest"
        .formatted(
            arrays(labels),
            String.join(", ", keys),
            series.family().table(resolution.level()),
            String.join(" AND ", conditions));
  }

  /** Label columns, start, buckets and hits of each row; times once, then labels. */
  static String histograms(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    List<String> labels = columns(series, question);
    return "SELECT %sextract(epoch FROM start), bucket, hits FROM history.%s WHERE %s ORDER BY %sstart LIMIT %d"
        .formatted(
            all(labels, ", "),
            series.family().table(resolution.level()),
            where(series, question),
            all(labels, BY_BYTES),
            HISTOGRAMS);
  }
}
