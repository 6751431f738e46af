package ai.colonycraft.realtime.push.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A real PostgreSQL with the tables of history, made by the migrations that the job ships. */
public final class HistoryTables implements AutoCloseable {

  private static final Path MIGRATIONS = Path.of("../jobs/src/main/resources/history");

  private final EmbeddedPostgres server;

  private HistoryTables(EmbeddedPostgres server) {
    this.server = server;
  }

  public static HistoryTables start(Path dir) throws IOException, SQLException {
    HistoryTables tables =
        new HistoryTables(
            EmbeddedPostgres.builder()
                .setDataDirectory(dir.resolve("postgres"))
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .start());
    try (Connection connection = tables.server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        Stream<Path> files = Files.list(MIGRATIONS)) {
      statement.execute("CREATE SCHEMA history; SET search_path = history");
      for (Path file : files.sorted().toList()) {
        statement.execute(Files.readString(file));
      }
      statement.execute("CREATE ROLE push_server LOGIN IN ROLE history_reader");
    }
    return tables;
  }

  public String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** A connection of the owner. */
  public Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Writes a batch as the job does. */
  public void put(String section, List<String> records) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement call = connection.prepareStatement("CALL history.put(?::jsonb, 100)")) {
      call.setString(1, "{\"%s\":[%s]}".formatted(section, String.join(",", records)));
      call.execute();
    }
  }

  /** Writes a report as the job does. */
  public void report(String json) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement call = connection.prepareStatement("CALL history.put_report(?::jsonb)")) {
      call.setString(1, json);
      call.execute();
    }
  }

  public static String summary(long start, long events, long users, long mobile) {
    return "{\"start\":%d,\"events\":%d,\"activeUsers\":%d,\"activeColonies\":3,\"activeUsersBy\":{\"platform\":{\"ios\":%d}}}"
        .formatted(start, events, users, mobile);
  }

  /** Sessions of one platform that were over; a third of them in 0.3 minutes. */
  public static String sessions(long start, String platform, long count) {
    return "{\"start\":%d,\"sessionsBy\":{\"platform\":{\"%s\":{\"0.3\":%d,\"1.2\":%d,\"+Inf\":%d}}}}"
        .formatted(start, platform, count / 3, count, count);
  }

  /** Of 100 requests, 94 take 50 ms and 6 take a second. */
  public static String service(
      String service, String region, long start, long requests, long failed) {
    return "{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":%d,\"requests\":%d,\"responses\":{\"5xx\":%d},\"errors\":{},\"latency\":{\"count\":100,\"sumMicros\":10700000,\"buckets\":[[198,94],[349,6]]},\"cpuMicros\":1,\"memory\":{\"readings\":0,\"sumBytes\":0,\"maxBytes\":0}}"
        .formatted(service, region, start, requests, requests, failed);
  }

  /** All of one kind in a window, of one id. */
  public static String top(String kind, long start, String entry) {
    return "{\"kind\":\"%s\",\"start\":%d,\"ids\":1,\"events\":7,\"restIds\":0,\"restEvents\":0,\"sketch\":\"%s\",\"top\":[%s]}"
        .formatted(kind, start, "00".repeat(4096), entry);
  }

  /** The one colony of a window, with what it spent. */
  public static String colony(long start, String id, long events, long tokens, long cpuMicros) {
    String entry = "[\"%s\",null,%d,%d,%d]".formatted(id, events, tokens, cpuMicros);
    return spent("colony", start, 1, events, tokens, cpuMicros, entry);
  }

  /**
   * The agents of a window, each as {@code ["id", name, events, tokens, cpuMicros, "colony"]}.
   *
   * @param tokens of all of them
   * @param cpuMicros of all of them
   */
  public static String agents(long start, long tokens, long cpuMicros, String... entries) {
    String all = String.join(",", entries);
    return spent("agent", start, entries.length, 5, tokens, cpuMicros, all);
  }

  private static String spent(
      String kind, long start, int ids, long events, long tokens, long cpuMicros, String entries) {
    return "{\"kind\":\"%s\",\"start\":%d,\"ids\":%d,\"events\":%d,\"restIds\":0,\"restEvents\":0,\"tokens\":%d,\"restTokens\":0,\"cpuMicros\":%d,\"restCpuMicros\":0,\"sketch\":\"%s\",\"top\":[%s]}"
        .formatted(kind, start, ids, events, tokens, cpuMicros, "00".repeat(4096), entries);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL could not be stopped", e);
    }
  }
}
