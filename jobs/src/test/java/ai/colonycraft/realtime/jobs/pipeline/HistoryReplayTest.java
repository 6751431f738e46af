package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.HistoryJob;
import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.history.Tables;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded events through the jobs into the tables of a real PostgreSQL give the figures that were
 * computed apart from them, whoever is killed in between.
 */
class HistoryReplayTest {

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long HALF_DAY = Duration.ofHours(12).toMillis();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> activity = Recorded.withAgents(Recorded.userActivity());
  private final List<String> services = withDurations(Recorded.serviceEvents());

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "database and job"})
  void givesTheExpectedFiguresThoughOneIsKilled(String killed) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
        Tables tables = Tables.start(dir.resolve("postgres"));
        FlinkCluster flink = flink();
        KafkaProducer<String, String> producer = producer(kafka)) {
      Topics.create(kafka.bootstrapServers(), PARTITIONS);
      String servers = kafka.bootstrapServers();
      submit(
          flink,
          "UserActivityJob",
          null,
          env ->
              UserActivityJob.define(
                  env, UserActivityConfig.read("--kafka.bootstrap.servers", servers)));
      submit(
          flink,
          "ServiceHealthJob",
          null,
          env ->
              ServiceHealthJob.define(
                  env, ServiceHealthConfig.read("--kafka.bootstrap.servers", servers)));
      HistoryConfig config =
          HistoryConfig.read(
              "--kafka.bootstrap.servers",
              servers,
              "--history.url",
              tables.url(),
              "--history.user",
              Tables.WRITER);
      JobID history = submit(flink, "HistoryJob", null, env -> HistoryJob.define(env, config));

      send(producer, "user-activity", activity.subList(0, activity.size() / 2));
      send(producer, "service-events", services.subList(0, services.size() / 2));
      await()
          .atMost(PATIENCE)
          .until(() -> Long.parseLong(tables.value("SELECT count(*) FROM history.top_5m")) > 100);
      if (!killed.equals("nobody")) {
        tables.database().kill();
      }
      send(producer, "user-activity", activity.subList(activity.size() / 2, activity.size()));
      if (!killed.equals("nobody")) {
        await().atMost(PATIENCE).until(() -> flink.latestCheckpoint(history) != null);
        String checkpoint = flink.latestCheckpoint(history);
        flink.cancel(history);
        tables.database().restart();
        submit(flink, "HistoryJob", checkpoint, env -> HistoryJob.define(env, config));
      }
      send(producer, "service-events", services.subList(services.size() / 2, services.size()));
      long last = Replay.timestamp(activity.get(activity.size() - 1));
      advance(producer, "user-activity", "userId", last + HALF_DAY);
      long lastRequest = services.stream().mapToLong(Replay::timestamp).max().orElseThrow();
      advance(producer, "service-events", "service", lastRequest + HALF_DAY);

      await().atMost(PATIENCE).untilAsserted(() -> assertWindows(tables, last + HALF_DAY / 2));
      await().atMost(PATIENCE).untilAsserted(() -> assertServices(tables, lastRequest + 1));
      await().atMost(PATIENCE).untilAsserted(() -> assertSpent(tables));
      assertLevelsAgree(tables);
    }
  }

  private static FlinkCluster flink(Path dir) {
    return FlinkCluster.start(
        dir,
        0,
        0,
        2,
        3,
        Map.of(
            "execution.checkpointing.interval",
            "300 ms",
            "execution.checkpointing.min-pause",
            "100 ms",
            "restart-strategy.exponential-delay.initial-backoff",
            "200 ms",
            "restart-strategy.exponential-delay.max-backoff",
            "1 s"));
  }

  private FlinkCluster flink() {
    return flink(dir.resolve("flink"));
  }

  private static JobID submit(
      FlinkCluster flink,
      String name,
      String checkpoint,
      java.util.function.Consumer<StreamExecutionEnvironment> job) {
    StreamExecutionEnvironment env = flink.environment(checkpoint, 2);
    env.getConfig().enableObjectReuse();
    env.getCheckpointConfig()
        .setExternalizedCheckpointRetention(
            org.apache.flink.configuration.ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    job.accept(env);
    return flink.submit(env, name);
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", "5"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(KafkaProducer<String, String> producer, String topic, List<String> all) {
    String key = topic.equals("user-activity") ? "userId" : "service";
    for (String line : all) {
      String whose = json(line).get(key).asText();
      producer.send(
          new ProducerRecord<>(topic, Math.floorMod(whose.hashCode(), PARTITIONS), null, line));
    }
    producer.flush();
  }

  private static void advance(
      KafkaProducer<String, String> producer, String topic, String key, long time) {
    for (int p = 0; p < PARTITIONS; p++) {
      producer.send(
          new ProducerRecord<>(
              topic,
              p,
              null,
              "{\"type\":\"clock\",\"timestamp\":%d,\"%s\":\"clock\"}".formatted(time, key)));
    }
    producer.flush();
  }

  /** Every window, with its top lists, as the tables hold it. */
  private static void assertWindows(Tables tables, long end) throws Exception {
    Map<String, JsonNode> windows = new HashMap<>();
    for (String row :
        tables.rows(
            "SELECT json_build_object('kind', 'summary', 'start', (extract(epoch FROM start) *"
                + " 1000)::bigint, 'events', events, 'activeUsers', users, 'activeColonies',"
                + " colonies, 'activeUsersBy', json_build_object('platform', (SELECT"
                + " json_object_agg(value, u.users) FROM history.active_users_5m u WHERE u.start ="
                + " a.start))) FROM history.activity_5m a")) {
      windows.put(row, json(row));
    }
    // After the summaries were read, since more are written meanwhile.
    assertThat(
            tables.value(
                "SELECT count(*) FROM history.activity_5m a WHERE NOT EXISTS"
                    + " (SELECT FROM history.top_5m t WHERE t.start = a.start)"))
        .isEqualTo("0");
    for (String row :
        tables.rows(
            "SELECT json_build_object('kind', kind, 'id', id, 'start', (extract(epoch FROM start) *"
                + " 1000)::bigint, 'count', events) FROM history.top_5m")) {
      windows.put(row, json(row));
    }
    JsonNode expected = Recorded.expected().get("windows_5m");
    JsonNode found = Outcome.summaries(windows, end);
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      assertThat(object(found.get(i))).as("window %d", i).isEqualTo(object(expected.get(i)));
    }
    assertThat(found).hasSameSizeAs(expected);
    Map<String, Long> sessions = new HashMap<>();
    for (String row :
        tables.rows(
            "SELECT le, sum(sessions) FROM history.sessions_5m WHERE platform = '' GROUP BY le")) {
      sessions.put(row.split(" ")[0], Long.parseLong(row.split(" ")[1]));
    }
    JsonNode within = Recorded.expected().at("/sessions_gap_30m");
    Map<String, Long> upTo = Outcome.longs(within.get("le"));
    upTo.put("+Inf", within.get("count").asLong());
    assertThat(sessions).isEqualTo(upTo);
    assertThat(tables.value("SELECT sum(tokens) FROM history.activity_5m"))
        .isEqualTo(Recorded.expected().get("llm_tokens_total").asText());
  }

  /** Every recorded event has a colony, and some have an agent. */
  private void assertSpent(Tables tables) throws SQLException {
    for (String kind : List.of("colony", "agent")) {
      List<JsonNode> events =
          activity.stream()
              .map(HistoryReplayTest::json)
              .filter(event -> event.has(kind + "Id"))
              .toList();
      long tokens = events.stream().mapToLong(event -> event.path("tokens").asLong()).sum();
      long micros =
          events.stream()
              .mapToLong(event -> Math.round(event.path("cpuSeconds").asDouble() * 1e6))
              .sum();
      String where = " WHERE kind = '%s'".formatted(kind);
      assertThat(
              tables.value(
                  "SELECT sum(events), sum(tokens), sum(cpu_micros), count(*) - count(tokens) FROM"
                      + " history.totals_5m"
                      + where))
          .as(kind)
          .isEqualTo("%d %d %d 0".formatted(events.size(), tokens, micros));
      assertThat(
              tables.value(
                  ("SELECT sum(rest_tokens) + (SELECT sum(tokens) FROM history.top_5m%1$s),"
                          + " sum(rest_cpu_micros) + (SELECT sum(cpu_micros) FROM"
                          + " history.top_5m%1$s) FROM history.totals_5m%1$s")
                      .formatted(where)))
          .as(kind)
          .isEqualTo("%d %d".formatted(tokens, micros));
    }
    // Two colonies have agents of one id.
    assertThat(
            tables.value(
                "SELECT count(DISTINCT id) < count(DISTINCT (id, colony_id)) FROM history.top_5m"
                    + " WHERE kind = 'agent'"))
        .isEqualTo("t");
  }

  private void assertServices(Tables tables, long end) throws Exception {
    JsonNode expected = Recorded.expected("service_events");
    String recorded = " start < to_timestamp(%d / 1000.0)".formatted(end);
    assertThat(
            tables.value(
                "SELECT sum(requests) FROM history.services_1m WHERE service = '' AND region = ''"
                    + " AND"
                    + recorded))
        .isEqualTo(expected.get("events").asText());
    for (Map.Entry<String, JsonNode> service : expected.get("by_service").properties()) {
      assertThat(
              tables.value(
                  "SELECT sum(requests) FROM history.services_1d WHERE service = '%s' AND region = '' AND %s"
                      .formatted(service.getKey(), recorded)))
          .as(service.getKey())
          .isEqualTo(service.getValue().asText());
    }
    assertPercentiles(tables, recorded);
  }

  /** Of all levels, within 2 % of those of the events themselves. */
  private void assertPercentiles(Tables tables, String recorded) throws SQLException {
    double[] durations =
        services.stream()
            .mapToDouble(line -> json(line).get("durationMs").asDouble())
            .sorted()
            .toArray();
    for (String level : List.of("1m", "5m", "1h", "1d")) {
      for (double quantile : new double[] {0.5, 0.95, 0.99}) {
        double exact = durations[(int) Math.ceil(quantile * durations.length) - 1];
        String estimate =
            tables.value(
                ("WITH h AS (SELECT i, sum(n) AS n FROM history.services_%s, unnest(bucket, hits)"
                        + " u(i, n) WHERE service = '' AND region = '' AND %s GROUP BY i), c AS"
                        + " (SELECT i, sum(n) OVER (ORDER BY i) AS up, sum(n) OVER () AS of FROM h)"
                        + " SELECT 2 * power(1.02, min(i)) / 2.02 FROM c WHERE up >= ceil(%s * of)")
                    .formatted(level, recorded, quantile));
        assertThat(Double.parseDouble(estimate))
            .as("%s of %s", quantile, level)
            .isCloseTo(exact, Percentage.withPercentage(2));
      }
    }
  }

  private static void assertLevelsAgree(Tables tables) throws SQLException {
    for (String sum :
        List.of(
            "SELECT sum(events), sum(users), sum(colonies), sum(windows) FROM history.activity_%s",
            "SELECT sum(users), sum(windows) FROM history.active_users_%s",
            "SELECT sum(sessions), sum(windows) FROM history.sessions_%s",
            "SELECT sum(events), sum(windows) FROM history.totals_%s",
            "SELECT sum(tokens), sum(cpu_micros), sum(windows) FROM history.totals_%s WHERE kind = 'colony'",
            "SELECT sum(tokens), sum(cpu_micros), sum(windows) FROM history.totals_%s WHERE kind = 'agent'",
            "SELECT sum(events), sum(requests), sum(r2xx), sum(r4xx), sum(latency_sum_micros) FROM"
                + " history.services_%s",
            "SELECT sum(n) FROM history.services_%s, unnest(hits) n")) {
      assertThat(tables.value(sum.formatted("1h")))
          .as(sum)
          .isEqualTo(tables.value(sum.formatted("5m")));
      assertThat(tables.value(sum.formatted("1d")))
          .as(sum)
          .isEqualTo(tables.value(sum.formatted("5m")));
    }
    assertThat(
            tables.value(
                "SELECT count(*) FROM history.totals_5m t WHERE events <> rest_events + (SELECT"
                    + " sum(events) FROM history.top_5m p WHERE p.kind = t.kind AND p.start ="
                    + " t.start)"))
        .isEqualTo("0");
  }

  /** The recording has no durations: these have a long tail, as durations have. */
  private static List<String> withDurations(List<String> lines) {
    Random random = new Random(3);
    List<String> timed = new ArrayList<>();
    for (String line : lines) {
      ObjectNode event = (ObjectNode) json(line);
      event.put("durationMs", Math.round(Math.exp(3 + random.nextGaussian()) * 1000) / 1000.0);
      timed.add(event.toString());
    }
    return timed;
  }

  /** By its text: a count is the same, whatever class holds it. */
  private static Object object(JsonNode node) throws JsonProcessingException {
    return JSON.readValue(node.toString(), Object.class);
  }

  private static JsonNode json(String text) {
    return Outcome.json(text.getBytes(StandardCharsets.UTF_8));
  }
}
