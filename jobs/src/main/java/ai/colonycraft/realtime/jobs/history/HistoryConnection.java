package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.postgresql.Driver;

/**
 * The connection of a writer. When it is made, the retention of the levels is set. Not thread-safe,
 * as Flink's writer uses it from one thread at a time.
 */
public final class HistoryConnection implements JdbcConnectionProvider {

  private static final int VALID_SECONDS = 10;

  private final DatabaseConfig database;
  private final Map<String, Duration> keep;
  private transient Connection connection;

  /**
   * A connection that is made when it is asked for.
   *
   * @param keep how long levels are kept, by name; levels that it lacks are left as they are
   */
  public HistoryConnection(DatabaseConfig database, Map<String, Duration> keep) {
    this.database = database;
    this.keep = Map.copyOf(keep);
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public boolean isConnectionValid() throws SQLException {
    return connection != null && connection.isValid(VALID_SECONDS);
  }

  @Override
  public Connection getOrEstablishConnection() throws SQLException {
    if (!isConnectionValid()) {
      closeConnection();
      Connection made = connect();
      try (PreparedStatement statement = made.prepareStatement("CALL history.keep(?::jsonb)")) {
        checkVersion(made);
        statement.setString(1, seconds());
        statement.execute();
      } catch (SQLException e) {
        made.close();
        throw new SQLException(
            "history.url: %s has no tables of history of this version for %s (%s); make them with HistoryTables, and grant history_writer"
                .formatted(database.url(), database.user(), e.getMessage()),
            e.getSQLState(),
            e);
      }
      connection = made;
    }
    return connection;
  }

  /** Tables of an earlier version would refuse batches, or take them for something else. */
  private static void checkVersion(Connection made) throws SQLException {
    try (Statement statement = made.createStatement();
        ResultSet row = statement.executeQuery("SELECT history.tables_version()")) {
      row.next();
      if (row.getInt(1) < HistorySchema.VERSION) {
        throw new SQLException(
            "version %d, expected %d or later".formatted(row.getInt(1), HistorySchema.VERSION));
      }
    }
  }

  private Connection connect() throws SQLException {
    // The driver by its class: DriverManager sees those of other class loaders only.
    return Objects.requireNonNull(
        new Driver().connect(database.url(), database.login()), database.url());
  }

  private String seconds() {
    StringJoiner json = new StringJoiner(",", "{", "}");
    keep.forEach((level, time) -> json.add("\"" + level + "\":" + time.toSeconds()));
    return json.toString();
  }

  @Override
  public void closeConnection() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is given up either way.
      }
      connection = null;
    }
  }

  @Override
  public void close() {
    closeConnection();
  }

  @Override
  public Connection reestablishConnection() throws SQLException {
    closeConnection();
    return getOrEstablishConnection();
  }
}
