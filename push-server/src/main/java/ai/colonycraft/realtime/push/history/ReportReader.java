package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.config.HistoryConfig;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads reports of days and weeks, and the incidents of a time. All methods may be called from any
 * thread, and wait for the database.
 */
public final class ReportReader implements AutoCloseable {

  /** Incidents of one answer, critical ones first. */
  public static final int INCIDENTS = 50;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HistoryDatabase database;

  /**
   * Connects when it is asked.
   *
   * @param config whose URL is set
   */
  public ReportReader(HistoryConfig config) {
    this.database = new HistoryDatabase(config);
  }

  /**
   * The report of a period; empty if there is none.
   *
   * @param kind {@code day} or {@code week}
   * @param day the day, or the Monday of the week
   */
  public Optional<PeriodReport> find(String kind, String zone, LocalDate day)
      throws HistoryException {
    return database.ask(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT start, until, figures FROM history.reports WHERE kind = ? AND zone = ? AND day = ?")) {
            statement.setString(1, kind);
            statement.setString(2, zone);
            statement.setObject(3, day);
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new PeriodReport(
                          kind,
                          zone,
                          day,
                          row.getTimestamp(1).toInstant(),
                          row.getTimestamp(2).toInstant(),
                          JSON.readTree(row.getString(3))))
                  : Optional.empty();
            }
          } catch (JsonProcessingException e) {
            throw new SQLException("figures of a report are no JSON", e);
          }
        });
  }

  /**
   * The incidents that were open at some moment of a time: critical ones, then those that began
   * first.
   */
  public List<PastIncident> incidents(Instant from, Instant until) throws HistoryException {
    return database.ask(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT id, type, title, started_at, resolved_at, coalesce(service, '')"
                      + " FROM history.incidents WHERE started_at < ?"
                      + " AND (resolved_at >= ? OR resolved_at IS NULL AND started_at >= ?)"
                      + " ORDER BY type = 'critical' DESC, started_at, id LIMIT "
                      + INCIDENTS)) {
            statement.setTimestamp(1, Timestamp.from(until));
            statement.setTimestamp(2, Timestamp.from(from));
            statement.setTimestamp(3, Timestamp.from(from));
            List<PastIncident> incidents = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                incidents.add(
                    new PastIncident(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant(),
                        Optional.ofNullable(row.getTimestamp(5)).map(Timestamp::toInstant),
                        row.getString(6)));
              }
            }
            return incidents;
          }
        });
  }

  @Override
  public void close() {
    database.close();
  }
}
