package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.HistoryJob;
import ai.colonycraft.realtime.jobs.HistoryTables;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How long HistoryJob takes for the finished windows of a day of very many users, read as a backlog
 * at default settings, beside a plain upsert of each record. Ends with 1 if the tables do not add
 * up to what was sent. Broker, cluster and database share the machine.
 */
public final class HistoryDay {

  private static final String USAGE = "Lets the windows of one day of users through HistoryJob.";
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1000, 50_000_000, 10_000_000, "users that come in the day");
  private static final Setting<Integer> WINDOWS =
      Setting.wholeNumber("windows", 1, 288, 3, "windows in which each of them is active");

  private static final int PARALLELISM = 2;
  private static final int WINDOWS_OF_DAY = 288;
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  /** How long the tables may get nothing; the job restarts after a failure, and tries for ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Records that are upserted plainly, which is enough for a rate. */
  private static final int PLAIN = 200_000;

  private final int users;
  private final int windows;
  private final long day;

  private HistoryDay(int users, int windows) {
    this.users = users;
    this.windows = windows;
    long length = WINDOWS_OF_DAY * WINDOW;
    this.day = (System.currentTimeMillis() / length - 1) * length;
  }

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(args, USAGE, List.of(USERS, WINDOWS), HistoryDay::run);
  }

  private static void run(Settings settings) throws Exception {
    HistoryDay history = new HistoryDay(settings.get(USERS), settings.get(WINDOWS));
    try (RunDirectory run = RunDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(run.kafka(), 0);
        EmbeddedDatabase database = EmbeddedDatabase.start(run.dir().resolve("postgres"), 0);
        FlinkCluster cluster = FlinkCluster.start(run.flink(), 0, 0, PARALLELISM)) {
      HistoryTables.main(
          new String[] {"--history.url", database.url(), "--history.user", database.superuser()});
      Topics.create(kafka.bootstrapServers(), PARALLELISM);
      keepAll(kafka.bootstrapServers());
      long sent = history.send(kafka.bootstrapServers());
      try (Connection connection =
          DriverManager.getConnection(database.url(), database.superuser(), "")) {
        HistoryConfig config =
            HistoryConfig.read(
                "--kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "--history.url",
                database.url(),
                "--history.user",
                database.superuser());
        double job = history.play(cluster, config, connection);
        checkSums(connection, sent);
        double plain = history.upsert(connection);
        System.out.printf(
            Locale.ROOT,
            "%n| records of %,d users in a day | records/s | s | to a plain upsert |%n"
                + "|---|---:|---:|---:|%n"
                + "| HistoryJob, %,d records | %,.0f | %.0f | %.1f |%n"
                + "| plain upsert of %,d of them, batches of 1,000 | %,.0f | %.0f | 1.0 |%n",
            history.users,
            history.records(),
            history.records() / job,
            job,
            history.records() / job / (PLAIN / plain),
            PLAIN,
            PLAIN / plain,
            plain);
      }
    }
  }

  /** The broker inside this JVM keeps half a GB of a partition, which is less than the day. */
  private static void keepAll(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      ConfigResource topic =
          new ConfigResource(ConfigResource.Type.TOPIC, Topics.ACTIVITY_WINDOWS.name());
      ConfigEntry all = new ConfigEntry(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(all, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private long records() {
    return (long) users * windows;
  }

  /**
   * Writes each window's records of users, and then its summary, as UserActivityJob does.
   *
   * @return events in all of them
   */
  private long send(String bootstrapServers) {
    long begin = System.nanoTime();
    long sent = 0;
    try (KafkaProducer<String, byte[]> producer = RecordedInput.producer(bootstrapServers)) {
      for (int window = 0; window < WINDOWS_OF_DAY; window++) {
        int active = 0;
        long events = 0;
        for (int back = 0; back < windows; back++) {
          int comes = Math.floorMod(window - back, WINDOWS_OF_DAY);
          for (int user = comes; user < users; user += WINDOWS_OF_DAY) {
            send(producer, "user/u-" + user, user(user, window));
            active++;
            events += count(user, window);
          }
        }
        send(producer, "summary", summary(window, active, events));
        sent += events;
        if (window % 48 == 47) {
          System.out.printf(
              "%d of %d windows sent, %d s%n", window + 1, WINDOWS_OF_DAY, seconds(begin));
        }
      }
    }
    return sent;
  }

  private static void send(KafkaProducer<String, byte[]> producer, String key, String value) {
    producer.send(
        new ProducerRecord<>(
            Topics.ACTIVITY_WINDOWS.name(), key, value.getBytes(StandardCharsets.UTF_8)));
  }

  private String user(int user, int window) {
    return "{\"kind\":\"user\",\"id\":\"u-"
        + user
        + "\",\"name\":\"user "
        + user
        + "\","
        + times(window)
        + ",\"count\":"
        + count(user, window)
        + "}";
  }

  private static int count(int user, int window) {
    return 1 + (user * 31 + window) % 40;
  }

  private String times(int window) {
    long start = day + window * WINDOW;
    return "\"start\":" + start + ",\"end\":" + (start + WINDOW);
  }

  private String summary(int window, int active, long events) {
    return "{\"kind\":\"summary\","
        + times(window)
        + (",\"events\":%d,\"activeUsers\":%d,\"activeColonies\":0,".formatted(events, active))
        + "\"activeUsersBy\":{\"platform\":{\"web\":%d}},\"tokens\":0}".formatted(active);
  }

  /** Seconds from the start of the job until the tables have every window. */
  private double play(FlinkCluster cluster, HistoryConfig config, Connection connection)
      throws Exception {
    StreamExecutionEnvironment env = cluster.environment();
    env.setParallelism(PARALLELISM);
    HistoryJob.define(env, config);
    long begin = System.nanoTime();
    cluster.submit(env, "HistoryJob");
    long shown = begin;
    long grew = begin;
    long kept = 0;
    while (kept < records()) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      long before = kept;
      kept =
          Queries.number(
              connection,
              "SELECT coalesce(sum(ids), 0) FROM history.totals_5m WHERE kind = 'user'");
      grew = kept > before ? System.nanoTime() : grew;
      if (System.nanoTime() - grew >= PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "The tables have %,d of %,d records, and none came for %d s"
                .formatted(kept, records(), PATIENCE.toSeconds()));
      }
      if (System.nanoTime() - shown >= PROGRESS.toNanos()) {
        shown = System.nanoTime();
        System.out.printf(
            "%,d of %,d records in the tables, %d s%n", kept, records(), seconds(begin));
      }
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void checkSums(Connection connection, long sent) throws SQLException {
    for (String level : List.of("5m", "1h", "1d")) {
      long kept =
          Queries.number(
              connection,
              "SELECT sum(events) FROM history.totals_%s WHERE kind = 'user'".formatted(level));
      if (kept != sent) {
        System.out.printf("totals_%s has %,d events, %,d were sent%n", level, kept, sent);
        System.exit(1);
      }
    }
  }

  /** Seconds for a row a record, as one would write it first. */
  private double upsert(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE plain (kind text, id text, start timestamptz, name text, count bigint,"
              + " PRIMARY KEY (kind, id, start))");
    }
    long begin = System.nanoTime();
    connection.setAutoCommit(false);
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO plain VALUES ('user', ?, to_timestamp(?), ?, ?)"
                + " ON CONFLICT (kind, id, start) DO UPDATE SET name = excluded.name,"
                + " count = excluded.count")) {
      for (int user = 0; user < PLAIN; user++) {
        put.setString(1, "u-" + user);
        put.setDouble(2, day / 1000.0);
        put.setString(3, "user " + user);
        put.setLong(4, count(user, 0));
        put.addBatch();
        if (user % 1000 == 999) {
          put.executeBatch();
          connection.commit();
        }
      }
    }
    connection.setAutoCommit(true);
    return (System.nanoTime() - begin) / 1e9;
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }
}
