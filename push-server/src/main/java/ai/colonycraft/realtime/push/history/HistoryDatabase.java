package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.HistoryConfig;
import ai.colonycraft.realtime.push.metrics.Reminder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections to PostgreSQL, made when they are needed. The server starts, and serves all
 * else, whether the database is there or not.
 */
final class HistoryDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryDatabase.class);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration STATEMENT = Duration.ofSeconds(10);
  private static final String CANCELLED = "57014";

  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final HikariDataSource pool;
  private final Reminder failures = new Reminder(Clock.systemUTC(), REMINDER);

  /** Work with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  HistoryDatabase(HistoryConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("history");
    hikari.setJdbcUrl(config.url().orElseThrow());
    hikari.setUsername(config.user());
    hikari.setPassword(config.passwordFile().map(HistoryDatabase::firstLine).orElse(""));
    hikari.setMaximumPoolSize(config.connections());
    hikari.setMinimumIdle(0);
    hikari.setReadOnly(true);
    // Rows are fetched piece by piece only within a transaction.
    hikari.setAutoCommit(false);
    // The end of history, and the points before it, are of one moment.
    hikari.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    hikari.setConnectionTimeout(CONNECT.toMillis());
    hikari.setInitializationFailTimeout(-1);
    hikari.addDataSourceProperty("ApplicationName", "push-server");
    hikari.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
    hikari.addDataSourceProperty("socketTimeout", STATEMENT.toSeconds() + CONNECT.toSeconds());
    // A plan for any times takes a nested loop for thousands of rows: 2,000 ms instead of 10.
    hikari.addDataSourceProperty(
        "options",
        "-c plan_cache_mode=force_custom_plan -c statement_timeout="
            + STATEMENT.toMillis()
            + " -c timezone=UTC -c jit=off");
    pool = new HikariDataSource(hikari);
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of(
              "history.password-file: expected a file that can be read, found \"" + file + '"'));
    }
  }

  /** Does it, and says what is wrong where it can't be done. */
  <T> T ask(Work<T> work) throws HistoryException {
    try (Connection connection = pool.getConnection()) {
      return work.with(connection);
    } catch (SQLTransientConnectionException e) {
      warn("does not answer", e);
      throw new HistoryException(
          HistoryException.Reason.AWAY, "the history's database does not answer; try again");
    } catch (SQLException e) {
      warn("refuses questions", e);
      if (CANCELLED.equals(e.getSQLState())) {
        throw new HistoryException(
            HistoryException.Reason.TOO_SLOW,
            "this takes longer than %d s; ask for less time or a longer step"
                .formatted(STATEMENT.toSeconds()));
      }
      throw new HistoryException(
          HistoryException.Reason.AWAY,
          "the history's database refuses the question; its log and that of the push server say"
              + " why");
    }
  }

  /** Once a minute at most, since anybody may ask. */
  private synchronized void warn(String what, SQLException e) {
    long times = failures.happened();
    if (times > 0) {
      LOG.warn("The history's database {}, {} time(s): {}", what, times, message(e));
    }
  }

  private static String message(SQLException e) {
    return e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause().getMessage();
  }

  @Override
  public void close() {
    pool.close();
  }
}
