package ai.colonycraft.realtime.jobs.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the measuring commands ask a database. */
final class Queries {

  private Queries() {}

  /** The first column of the first row of an answer, which must have one. */
  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
