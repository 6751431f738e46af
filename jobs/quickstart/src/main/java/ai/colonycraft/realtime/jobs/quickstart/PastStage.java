package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.history.HistorySchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts history on a thread of its own, when the first live number is there, so that it delays
 * nothing: the database, its tables, the job, and a day of simulated past. A failure is logged, and
 * the product works without history.
 */
final class PastStage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PastStage.class);
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();
  private static final long POLL_MILLIS = 100;

  private final QuickstartConfig config;
  private final Path dir;
  private final int port;
  private final BooleanSupplier live;
  private final Consumer<DatabaseConfig> job;
  private final long startedAt = System.currentTimeMillis();
  private final Thread thread = new Thread(this::run, "history-start");
  private volatile EmbeddedDatabase database;

  private PastStage(
      QuickstartConfig config,
      Path dir,
      int port,
      BooleanSupplier live,
      Consumer<DatabaseConfig> job) {
    this.config = config;
    this.dir = dir;
    this.port = port;
    this.live = live;
    this.job = job;
  }

  /**
   * Starts the thread.
   *
   * @param dir for the data of a database of its own
   * @param port of it
   * @param live whether the first live number is there
   * @param job submits HistoryJob
   */
  static PastStage start(
      QuickstartConfig config,
      Path dir,
      int port,
      BooleanSupplier live,
      Consumer<DatabaseConfig> job) {
    PastStage stage = new PastStage(config, dir, port, live, job);
    stage.thread.setDaemon(true);
    stage.thread.start();
    return stage;
  }

  private void run() {
    try {
      while (!live.getAsBoolean()) {
        Thread.sleep(POLL_MILLIS);
      }
      if (config.history().isOwn()) {
        database = EmbeddedDatabase.start(dir, port);
      }
      DatabaseConfig login = config.history().database(port);
      HistorySchema.migrate(login);
      job.accept(login);
      if (config.history().isOwn() && config.simulate() && config.replay().isEmpty()) {
        fill(login);
      }
      LOG.info("History is complete after {} ms", System.currentTimeMillis() - startedAt);
    } catch (InterruptedException e) {
      // close() woke us.
    } catch (SQLException | RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.error("There is no history: {}", e.getMessage(), e);
      }
    }
  }

  private void fill(DatabaseConfig login) throws SQLException, InterruptedException {
    try (Connection connection = DriverManager.getConnection(login.url(), login.login());
        PreparedStatement put = connection.prepareStatement("CALL history.put(?::jsonb, ?)")) {
      put.setInt(2, SimulatedPast.TOP);
      new SimulatedPast(config, startedAt / WINDOW * WINDOW)
          .write(
              batch -> {
                if (Thread.interrupted()) {
                  throw new InterruptedException();
                }
                try {
                  put.setString(1, batch);
                  put.execute();
                } catch (SQLException e) {
                  throw new IllegalStateException(e.getMessage(), e);
                }
              });
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (database != null) {
      database.close();
    }
  }
}
