package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A real PostgreSQL with the tables of history, a writer and a reader with the least rights. */
public final class Tables implements AutoCloseable {

  public static final String WRITER = "history_job";
  public static final String REPORTER = "report_job";
  static final String READER = "push_server";

  private final EmbeddedDatabase database;

  private Tables(EmbeddedDatabase database) {
    this.database = database;
  }

  /** Starts the server and makes the tables. */
  public static Tables start(Path dir) throws SQLException {
    Tables tables = new Tables(EmbeddedDatabase.start(dir, 0));
    HistorySchema.migrate(tables.owner());
    try (Connection connection = tables.connect(tables.database.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE %s LOGIN IN ROLE history_writer".formatted(WRITER));
      statement.execute("CREATE ROLE %s LOGIN IN ROLE history_reader".formatted(READER));
      statement.execute(
          "CREATE ROLE %s LOGIN IN ROLE history_reader, history_writer".formatted(REPORTER));
    }
    return tables;
  }

  public EmbeddedDatabase database() {
    return database;
  }

  public String url() {
    return database.url();
  }

  DatabaseConfig owner() {
    return new DatabaseConfig(database.url(), database.superuser(), null);
  }

  /** The database as a job connects to it. */
  DatabaseConfig writer() {
    return new DatabaseConfig(database.url(), WRITER, null);
  }

  /** Runs a statement with all rights. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect(database.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(database.url(), user, "");
  }

  /** Writes a batch as the job does. */
  public void put(String batch, int top) throws SQLException {
    try (Connection connection = connect(WRITER);
        PreparedStatement call = connection.prepareStatement("CALL history.put(?::jsonb, ?)")) {
      call.setString(1, batch);
      call.setInt(2, top);
      call.execute();
    }
  }

  /** An element of a batch's {@code tops}: all ids of a kind in a window, by their events. */
  public static String top(String kind, long start, Map<String, Long> events) {
    TopOfWindow top = new TopOfWindow(events.size());
    events.forEach((id, count) -> top.add(id, id.toUpperCase(Locale.ROOT), count));
    return top.json(kind, start);
  }

  /** Sets how long levels are kept, as the job does. */
  void keep(String seconds) throws SQLException {
    try (Connection connection = connect(WRITER);
        PreparedStatement call = connection.prepareStatement("CALL history.keep(?::jsonb)")) {
      call.setString(1, seconds);
      call.execute();
    }
  }

  /** The rows of a query, as the reader sees them; columns have a space between. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = connect(READER);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join(" ", row));
      }
      return rows;
    }
  }

  /** The one value of a query. */
  public String value(String sql) throws SQLException {
    return rows(sql).get(0);
  }

  @Override
  public void close() {
    database.close();
  }
}
