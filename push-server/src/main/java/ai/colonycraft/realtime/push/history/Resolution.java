package ai.colonycraft.realtime.push.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The level whose rows are read, and the step to which they are put together.
 *
 * @param level the coarsest whose rows fill the step
 * @param step seconds, a multiple of the level's
 */
record Resolution(Level level, long step) {

  /** Chooses them: the step by the points that are wanted, the level by what is still kept. */
  static Resolution of(Connection connection, HistorySeries series, HistoryQuestion question)
      throws SQLException {
    List<Level> levels = series.family().levels();
    Level least = kept(connection, series.family(), question.from());
    long step = Math.max(question.wantedStep(), least.seconds());
    step = (step + least.seconds() - 1) / least.seconds() * least.seconds();
    Level chosen = least;
    for (Level level : levels) {
      boolean fits =
          series.needsWholeLevel() ? level.seconds() <= step : step % level.seconds() == 0;
      if (level.seconds() >= least.seconds() && fits) {
        chosen = level;
      }
    }
    return new Resolution(chosen, series.needsWholeLevel() ? chosen.seconds() : step);
  }

  /** The finest level of which nothing was dropped since a time. */
  private static Level kept(Connection connection, Family family, long since) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT horizon <= to_timestamp(?) FROM history.level WHERE tab = ?")) {
      for (Level level : family.levels()) {
        statement.setLong(1, since);
        statement.setString(2, family.table(level));
        try (ResultSet row = statement.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            return level;
          }
        }
      }
    }
    return family.levels().get(family.levels().size() - 1);
  }
}
