package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's JDBC sink, which writes each batch in a transaction of its own: at least once, and a
 * repeat changes nothing. While the database is away the job restarts, at the intervals of Flink's
 * restart strategy, from the last checkpoint.
 *
 * <p>The writer of flink-connector-jdbc 4.0.0 writes again when it is closed after a failure, and
 * throws: on its way out of a task that ends the whole task manager, and the other jobs on it. Here
 * a failure to close is logged. Nothing is lost by that: what a checkpoint or the end of the input
 * covers was written before, and fails the task where it is not.
 */
public final class DatabaseSink implements Sink<String> {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSink.class);

  /** Attempts of one batch before the job restarts. */
  private static final int ATTEMPTS = 3;

  private final JdbcSink<String> jdbc;

  private DatabaseSink(
      String call, JdbcStatementBuilder<String> parameters, HistoryConnection connection) {
    jdbc =
        JdbcSink.<String>builder()
            .withQueryStatement(call, parameters)
            .withExecutionOptions(
                JdbcExecutionOptions.builder().withBatchSize(1).withMaxRetries(ATTEMPTS).build())
            .buildAtLeastOnce(connection);
  }

  /** Writes batches of windows and incidents. */
  static DatabaseSink ofWindows(HistoryConfig config) {
    int top = config.top();
    return new DatabaseSink(
        "CALL history.put(?::jsonb, ?)",
        (statement, batch) -> {
          statement.setString(1, batch);
          statement.setInt(2, top);
        },
        new HistoryConnection(config.database(), config.keep()));
  }

  /** Writes reports. */
  public static DatabaseSink ofReports(DatabaseConfig database) {
    return new DatabaseSink(
        "CALL history.put_report(?::jsonb)",
        (statement, report) -> statement.setString(1, report),
        new HistoryConnection(database, Map.of()));
  }

  @Override
  public SinkWriter<String> createWriter(WriterInitContext context) throws IOException {
    return new Writer(jdbc.createWriter(context));
  }

  private record Writer(SinkWriter<String> jdbc) implements SinkWriter<String> {

    @Override
    public void write(String batch, Context context) throws IOException, InterruptedException {
      jdbc.write(batch, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      jdbc.flush(endOfInput);
    }

    @Override
    public void close() {
      try {
        jdbc.close();
      } catch (Exception e) {
        LOG.warn("The connection to the database could not be closed", e);
      }
    }
  }
}
