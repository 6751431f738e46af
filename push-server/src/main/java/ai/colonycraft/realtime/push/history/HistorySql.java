package ai.colonycraft.realtime.push.history;

import java.util.ArrayList;
import java.util.List;

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

  private static final String NEWEST_NAME =
      ", (array_agg(f.name ORDER BY f.start DESC) FILTER (WHERE f.name IS NOT NULL))[1]";

  private HistorySql() {}

  /** The labels of the question, in the order of the columns before all others. */
  static List<String> labels(HistorySeries series, HistoryQuestion question) {
    return series.labels().stream()
        .filter(set -> set.size() == question.labels().size())
        .filter(set -> question.labels().keySet().containsAll(set))
        .findFirst()
        .orElseThrow();
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
    return "extract(epoch FROM start)::bigint / %1$d * %1$d".formatted(resolution.step());
  }

  /**
   * Label columns, begin of the step, the columns of the series, and a name where it has one; times
   * twice, then labels.
   */
  static String values(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    String labels =
        labels(series, question).stream().map(series::column).reduce("", (a, b) -> a + b + ", ");
    return "WITH w AS (%s), f AS (SELECT *, %s AS b FROM history.%s WHERE %s) SELECT %sb, %s FROM f LEFT JOIN w USING (b) GROUP BY %sb ORDER BY %sb LIMIT %d"
        .formatted(
            windows(series, resolution),
            bucket(resolution),
            series.family().table(resolution.level()),
            where(series, question),
            labels,
            String.join(", ", series.values()) + (series.hasNames() ? NEWEST_NAME : ""),
            labels,
            labels,
            ROWS);
  }

  /** Label columns, start, buckets and hits of each row; times once, then labels. */
  static String histograms(HistorySeries series, HistoryQuestion question, Resolution resolution) {
    String labels =
        labels(series, question).stream().map(series::column).reduce("", (a, b) -> a + b + ", ");
    return "SELECT %sextract(epoch FROM start), bucket, hits FROM history.%s WHERE %s ORDER BY %sstart LIMIT %d"
        .formatted(
            labels,
            series.family().table(resolution.level()),
            where(series, question),
            labels,
            HISTOGRAMS);
  }
}
