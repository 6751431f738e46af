package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables of history, made and brought up to date by Flyway's versioned migrations. */
public final class HistorySchema {

  /** The database's schema. */
  static final String NAME = "history";

  /** The newest migration: what the jobs of this version write needs it. */
  static final int VERSION = 9;

  private HistorySchema() {}

  /**
   * Runs the migrations that the database lacks. May run in several programs at once.
   *
   * @param database with a user that may create the schema, and roles if they are missing
   * @return how many were run
   * @throws IllegalStateException if the database can't be reached, or refuses; the message names
   *     the database
   */
  public static int migrate(DatabaseConfig database) {
    try {
      return Flyway.configure(HistorySchema.class.getClassLoader())
          .dataSource(database.url(), database.user(), database.password())
          .schemas(NAME)
          .createSchemas(true)
          .locations("classpath:history")
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (FlywayException | SQLException e) {
      throw new IllegalStateException(
          "history.url: no tables could be made in %s as %s: %s"
              .formatted(database.url(), database.user(), e.getMessage()),
          e);
    }
  }
}
