package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.history.HistorySchema;

/**
 * The command that makes the tables of history, or brings them up to date: once before HistoryJob
 * is submitted for the first time, and once before a new version of it. Exits with 2 for a wrong
 * command line, with 1 if the database refuses.
 */
public final class HistoryTables {

  private static final String USAGE =
      "Usage: java -cp jobs-flink.jar "
          + HistoryTables.class.getName()
          + " [--config FILE] [--key value …]\n"
          + "The user must own the schema history, or be allowed to create it and roles.";

  private HistoryTables() {}

  /** Runs the migrations that are missing. */
  public static void main(String[] args) {
    SetupCommand.run(args, USAGE, DatabaseConfig.SETTINGS, () -> migrate(args));
  }

  private static String migrate(String[] args) {
    DatabaseConfig database = DatabaseConfig.of(Settings.read(DatabaseConfig.SETTINGS, args));
    return HistorySchema.migrate(database) + " migrations were run";
  }
}
