package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.config.HistoryConfig;
import ai.colonycraft.realtime.push.history.HistoryAnswer.Point;
import ai.colonycraft.realtime.push.history.HistoryException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Answers questions about the past from the tables of HistoryJob. Bounded in series, points, rows
 * and time. All methods may be called from any thread, and wait for the database.
 */
public final class HistoryReader implements AutoCloseable {

  /** Series of one answer; those with the largest sums where a label is any. */
  public static final int SERIES = HistoryAnswer.SERIES;

  /** Points of a series. */
  public static final int POINTS = 2000;

  private static final int FETCHED = 1000;

  private final HistoryDatabase database;

  public HistoryReader(HistoryConfig config) {
    this.database = new HistoryDatabase(config);
  }

  /**
   * A name of the catalogue.
   *
   * @param name of the series
   * @param unit of its values
   * @param help what it is
   * @param labels sets of labels that it can have
   * @param columns of a point behind the time
   * @param levels how far each level goes back, by name: first and last time, epoch milliseconds
   */
  public record Entry(
      String name,
      String unit,
      String help,
      List<List<String>> labels,
      List<String> columns,
      Map<String, List<Long>> levels) {}

  /** All names, with how far back each goes. */
  public List<Entry> catalogue() throws HistoryException {
    return database.ask(
        connection -> {
          List<Entry> entries = new ArrayList<>();
          Map<String, List<Long>> spans = new LinkedHashMap<>();
          for (HistorySeries series : HistorySeries.ALL) {
            Map<String, List<Long>> levels = new LinkedHashMap<>();
            for (Level level : series.family().levels()) {
              String table = series.span(level);
              if (!spans.containsKey(table)) {
                spans.put(table, span(connection, table, level));
              }
              if (!spans.get(table).isEmpty()) {
                levels.put(level.name(), spans.get(table));
              }
            }
            entries.add(
                new Entry(
                    series.name(),
                    series.unit(),
                    series.help(),
                    series.labels(),
                    series.columns(),
                    levels));
          }
          return entries;
        });
  }

  /**
   * Answers a question.
   *
   * @param visible whether a series of these labels may be shown
   * @throws HistoryException if it can't be answered
   */
  public HistoryAnswer answer(HistoryQuestion question, Predicate<Map<String, String>> visible)
      throws HistoryException {
    HistorySeries series =
        HistorySeries.find(question.name(), question.labels().keySet())
            .orElseThrow(
                () ->
                    new HistoryException(
                        Reason.BAD_QUESTION,
                        "labels: expected one of these sets: "
                            + String.join("; ", HistorySeries.labelsOf(question.name()))));
    return database.ask(connection -> answer(connection, series, question, visible));
  }

  private HistoryAnswer answer(
      Connection connection,
      HistorySeries series,
      HistoryQuestion question,
      Predicate<Map<String, String>> visible)
      throws SQLException {
    Family family = series.family();
    Level finest = family.finest();
    List<Long> span = span(connection, family.table(finest), finest);
    long until = span.isEmpty() ? 0 : span.get(1) / 1000;
    Resolution resolution = Resolution.of(connection, series, question);
    long step = resolution.step();
    boolean ranked = HistorySql.isRanked(series, question);
    List<Map<String, String>> largest =
        ranked ? largest(connection, series, question, resolution, visible) : List.of();
    boolean more = largest.size() > SERIES;
    List<Map<String, String>> chosen = more ? largest.subList(0, SERIES) : largest;
    Map<Map<String, String>, List<Point>> found = new LinkedHashMap<>();
    boolean percentiles = series.isPercentiles();
    String sql =
        percentiles
            ? HistorySql.histograms(series, question, resolution)
            : HistorySql.values(series, question, resolution);
    long read;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCHED);
      int at = percentiles ? 1 : setTimes(statement, 1, question, resolution);
      at = setWhere(statement, at, series, question, resolution);
      if (ranked) {
        setSeries(statement, at, HistorySql.labels(series, question), chosen);
      }
      try (ResultSet rows = statement.executeQuery()) {
        read =
            percentiles
                ? Percentiles.read(rows, HistorySql.labels(series, question), step, found)
                : read(rows, series, question, found);
      }
    }
    boolean truncated = more || read >= (percentiles ? HistorySql.HISTOGRAMS : HistorySql.ROWS);
    HistoryAnswer answer =
        HistoryAnswer.of(
            series.unit(),
            series.columns(),
            resolution.level().name(),
            step,
            until,
            truncated,
            found,
            visible);
    return series.hasNames()
        ? answer.named(names(connection, series, question, resolution, answer))
        : answer;
  }

  /** The newest names of the series of an answer, by their labels. */
  private static Map<Map<String, String>, String> names(
      Connection connection,
      HistorySeries series,
      HistoryQuestion question,
      Resolution resolution,
      HistoryAnswer answer)
      throws SQLException {
    Map<Map<String, String>, String> names = new HashMap<>();
    String sql = HistorySql.names(series, question, resolution);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int at =
          setSeries(
              statement,
              1,
              HistorySql.labels(series, question),
              answer.series().stream().map(HistoryAnswer.Found::labels).toList());
      setTimes(statement, at, question, resolution);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.put(answer.series().get(rows.getInt(1) - 1).labels(), rows.getString(2));
        }
      }
    }
    return names;
  }

  /** Labels of the series with the largest sums that may be shown, one more than an answer has. */
  private static List<Map<String, String>> largest(
      Connection connection,
      HistorySeries series,
      HistoryQuestion question,
      Resolution resolution,
      Predicate<Map<String, String>> visible)
      throws SQLException {
    List<String> labels = HistorySql.labels(series, question);
    List<Map<String, String>> largest = new ArrayList<>();
    String sql = HistorySql.ranking(series, question, resolution);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCHED);
      setWhere(statement, 1, series, question, resolution);
      try (ResultSet rows = statement.executeQuery()) {
        while (largest.size() <= SERIES && rows.next()) {
          Map<String, String> its = labelsOf(rows, labels);
          if (visible.test(its)) {
            largest.add(its);
          }
        }
      }
    }
    return largest;
  }

  /** Sets both ends of the time, from a place holder on; returns the place after them. */
  private static int setTimes(
      PreparedStatement statement, int first, HistoryQuestion question, Resolution resolution)
      throws SQLException {
    statement.setLong(first, question.begin(resolution.step()));
    statement.setLong(first + 1, question.end(resolution.step()));
    return first + 2;
  }

  /** Sets times and labels that are given, from a place holder on; returns the place after them. */
  private static int setWhere(
      PreparedStatement statement,
      int first,
      HistorySeries series,
      HistoryQuestion question,
      Resolution resolution)
      throws SQLException {
    int at = setTimes(statement, first, question, resolution);
    for (String value : HistorySql.given(series, question)) {
      statement.setString(at++, value);
    }
    return at;
  }

  /** Sets an array for each label, from a place holder on; returns the place after them. */
  private static int setSeries(
      PreparedStatement statement, int first, List<String> labels, List<Map<String, String>> series)
      throws SQLException {
    int at = first;
    for (String label : labels) {
      Object[] values = series.stream().map(its -> its.get(label)).toArray();
      statement.setArray(at++, statement.getConnection().createArrayOf("text", values));
    }
    return at;
  }

  /** First and end of what a table holds, epoch milliseconds; empty without rows. */
  private static List<Long> span(Connection connection, String table, Level level)
      throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT extract(epoch FROM min(start)), extract(epoch FROM max(start)) FROM"
                    + " history."
                    + table);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long first = row.getLong(1) * 1000;
      return row.wasNull() ? List.of() : List.of(first, (row.getLong(2) + level.seconds()) * 1000);
    }
  }

  /** Reads all rows, by time within a series, and returns how many there were. */
  private static long read(
      ResultSet rows,
      HistorySeries series,
      HistoryQuestion question,
      Map<Map<String, String>, List<Point>> found)
      throws SQLException {
    List<String> labels = HistorySql.labels(series, question);
    long count = 0;
    while (rows.next()) {
      count++;
      double[] values = new double[series.columns().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.getDouble(labels.size() + 2 + i);
        if (rows.wasNull()) {
          values[i] = Double.NaN;
        }
      }
      found
          .computeIfAbsent(labelsOf(rows, labels), l -> new ArrayList<>())
          .add(new Point(rows.getLong(labels.size() + 1), values));
    }
    return count;
  }

  /** The first columns of a row. */
  static Map<String, String> labelsOf(ResultSet row, List<String> labels) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < labels.size(); i++) {
      values.put(labels.get(i), row.getString(i + 1));
    }
    return values;
  }

  @Override
  public void close() {
    database.close();
  }
}
