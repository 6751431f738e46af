package ai.colonycraft.realtime.jobs.report;

import ai.colonycraft.realtime.jobs.batch.RecordCount;
import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.history.HistoryConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * Reads the figures of a slice from the history. Its rows are those of one moment, so that a window
 * that is written meanwhile is in all figures or in none.
 */
final class SliceReader extends RichMapFunction<Slice, Tuple2<Slice, String>> {

  private final DatabaseConfig database;
  private final LongCounter records = new LongCounter();
  private transient HistoryConnection connections;

  SliceReader(DatabaseConfig database) {
    this.database = database;
  }

  /** Takes one row. */
  @FunctionalInterface
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(RecordCount.NAME, records);
    connections = new HistoryConnection(database, Map.of());
  }

  @Override
  public void close() {
    if (connections != null) {
      connections.close();
    }
  }

  @Override
  public Tuple2<Slice, String> map(Slice slice) throws SQLException {
    Connection connection = connections.getOrEstablishConnection();
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      return Tuple2.of(slice, figures(connection, slice).json());
    } finally {
      connection.rollback();
      connection.setReadOnly(false);
      connection.setAutoCommit(true);
    }
  }

  private Figures figures(Connection connection, Slice slice) throws SQLException {
    requireKept(connection, slice);
    Figures figures = new Figures();
    rows(
        connection,
        slice,
        "SELECT windows, events, users_max, tokens FROM history.activity_%s WHERE ",
        row -> {
          figures.windows += row.getLong(1);
          figures.events += row.getLong(2);
          figures.usersPeak = Math.max(figures.usersPeak, row.getLong(3));
          figures.tokens = Figures.sum(figures.tokens, row.getObject(4, Long.class));
        });
    rows(
        connection,
        slice,
        "SELECT kind, sketch FROM history.totals_%s WHERE kind IN ('user', 'colony') AND ",
        row -> {
          if (row.getString(1).equals("user")) {
            figures.users = Figures.united(figures.users, row.getBytes(2));
          } else {
            figures.colonies = Figures.united(figures.colonies, row.getBytes(2));
          }
        });
    rows(
        connection,
        slice,
        "SELECT id, name, events FROM history.top_%s WHERE kind = 'colony' AND ",
        row -> figures.addColony(row.getString(1), row.getString(2), row.getLong(3)));
    rows(
        connection,
        slice,
        "SELECT service, requests, r5xx, bucket, hits FROM history.services_%s WHERE region = '' AND ",
        row -> {
          Figures.Service service =
              figures.services.computeIfAbsent(row.getString(1), s -> new Figures.Service());
          service.requests += row.getLong(2);
          service.errors += row.getLong(3);
          Integer[] buckets = (Integer[]) row.getArray(4).getArray();
          Long[] hits = (Long[]) row.getArray(5).getArray();
          for (int i = 0; i < buckets.length; i++) {
            service.durations.hits().merge(buckets[i], hits[i], Long::sum);
          }
        });
    return figures;
  }

  /** A report of what was dropped would replace a right one by less. */
  private static void requireKept(Connection connection, Slice slice) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT extract(epoch FROM max(horizon))::bigint FROM history.level"
                + " WHERE name = ? AND horizon > '-infinity'")) {
      statement.setString(1, slice.level());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long kept = row.getLong(1);
        if (!row.wasNull() && kept > slice.from()) {
          throw new IllegalStateException(
              "report.day: the history keeps windows of %s from %s on, and %s begins before"
                  .formatted(slice.level(), Instant.ofEpochSecond(kept), slice.key()));
        }
      }
    }
  }

  private void rows(Connection connection, Slice slice, String select, Row row)
      throws SQLException {
    String sql =
        select.formatted(slice.level()) + "start >= to_timestamp(?) AND start < to_timestamp(?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, slice.from());
      statement.setLong(2, slice.until());
      statement.setFetchSize(1000);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          row.read(result);
          records.add(1);
        }
      }
    }
  }
}
