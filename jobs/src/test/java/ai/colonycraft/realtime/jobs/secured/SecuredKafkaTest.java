package ai.colonycraft.realtime.jobs.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.EventCorrelationJob;
import ai.colonycraft.realtime.jobs.HistoryJob;
import ai.colonycraft.realtime.jobs.ServiceHealthJob;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.history.Tables;
import ai.colonycraft.realtime.jobs.rules.RulesCommand;
import ai.colonycraft.realtime.jobs.topics.KafkaClients;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every program, each with a user of its own that has the rights of its README and no others,
 * against a broker with SCRAM over TLS and ACLs. {@code topics.sh} makes the topics first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ACTIVITY = "user-activity-job";
  private static final String HEALTH = "service-health-job";
  private static final String CORRELATION = "event-correlation-job";
  private static final String HISTORY = "history-job";
  private static final String PUSH = "push-server";
  private static final String PLATFORM = "platform";
  private static final String RULES = "rules";
  private static final String TOPICS = "topics.sh";

  private final List<Right> rights = new ArrayList<>();
  private SecuredBroker broker;
  private Path webPushKey;
  private FlinkCluster flink;
  private Tables tables;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    broker = new SecuredBroker(folder);
    webPushKey = folder.resolve("webpush.pem");
    for (String module : List.of("jobs", "push-server", "flink-conf")) {
      rights.addAll(Right.read(Path.of("..", module, "README.md")));
    }
    assertThat(rights)
        .extracting(Right::program)
        .containsOnly(ACTIVITY, HEALTH, CORRELATION, HISTORY, PUSH, PLATFORM, RULES, TOPICS);
    broker.grant(rights);
    TopicsScript.run(folder, broker.bootstrapServers(), 2, broker.user(TOPICS));
    assertThat(Topics.create(kafka(broker.user(TOPICS)), 2)).isEmpty();
    flink = FlinkCluster.start(folder.resolve("flink"), 0, Ports.orFree(0), 1, 5);
    tables = Tables.start(folder.resolve("postgres"));
  }

  @AfterAll
  void stop() {
    if (flink != null) {
      flink.close();
    }
    if (tables != null) {
      tables.close();
    }
    broker.close();
  }

  @Test
  @Order(1)
  void worksWithTheRightsOfTheReadmes() throws Exception {
    assertThat(rules(broker.user(RULES))).isEqualTo(0);
    List<JobID> jobs =
        List.of(
            flink.submit(activity(broker.user(ACTIVITY)), ACTIVITY),
            flink.submit(health(broker.userOfFile(HEALTH)), HEALTH),
            flink.submit(correlation(broker.userOfEnvironment(CORRELATION)), CORRELATION),
            flink.submit(history(broker.user(HISTORY)), HISTORY));
    try (PushServer push = push(broker.userOfEnvironment(PUSH));
        Platform platform = new Platform(kafka(broker.user(PLATFORM)))) {
      Awaitility.await(
              "series of all jobs at the push server, reports and alerts taken, incidents kept")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                platform.send();
                for (String series : List.of("active_users", "request_rate", "cep_rules")) {
                  assertThat(broker.holds("live-updates", "{\"metric\":\"" + series + "\""))
                      .as(series)
                      .isTrue();
                }
                assertThat(Http.get(push.uri().resolve("/healthz")))
                    .doesNotContain("\"series\":0,");
                assertThat(Http.post(push.uri().resolve("/api/reports"), report())).isEqualTo(202);
                assertThat(Http.post(push.uri().resolve("/api/alerts"), alert())).isEqualTo(200);
                assertThat(Http.post(push.uri().resolve("/v1/traces"), traces())).isEqualTo(200);
                assertThat(Http.get(push.uri().resolve("/api/notifications")))
                    .contains("It is slow");
                assertThat(Http.get(push.uri().resolve("/api/rules")))
                    .contains("\"id\":\"service-silent\"", "\"state\":\"active\"");
                // It has joined the group, and may make transactions.
                assertThat(Http.get(push.uri().resolve("/metrics")))
                    .contains("reach_owned_partitions 1.0");
                assertThat(tables.value("SELECT count(*) FROM history.incidents"))
                    .isNotEqualTo("0");
              });
      for (JobID job : jobs) {
        assertThat(webUi().exceptions(job)).doesNotContain("uthoriz", "right");
        assertThat(webUi().everythingAbout(job)).doesNotContain(broker.secret());
      }
    } finally {
      jobs.forEach(flink::cancel);
    }
  }

  @Test
  @Order(2)
  void theGraphOfEachJobHoldsPlaceholdersAndNoSecret() throws Exception {
    for (StreamExecutionEnvironment environment :
        List.of(
            activity(broker.user(ACTIVITY)),
            health(broker.user(HEALTH)),
            correlation(broker.user(CORRELATION)),
            history(broker.user(HISTORY)))) {
      JobGraph graph = environment.getStreamGraph().getJobGraph();
      String bytes =
          new String(InstantiationUtil.serializeObject(graph), StandardCharsets.ISO_8859_1);
      assertThat(bytes).contains("${kafka-properties:").doesNotContain(broker.secret());
    }
  }

  /** Without heartbeats a job does its work all the same; an alert says that they are missing. */
  @Test
  @Order(3)
  void eachRightThatIsMissingIsNamedByTheJob() throws Exception {
    Path file = broker.user(ACTIVITY);
    for (Right right :
        rights.stream()
            .filter(r -> r.program().equals(ACTIVITY) && !r.name().equals("heartbeats"))
            .toList()) {
      broker.revoke(right);
      JobID job = flink.submit(activity(file), "without " + right);
      try {
        Awaitility.await(right.toString())
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(webUi().exceptions(job))
                        .contains(right.toString())
                        .doesNotContain(broker.secret()));
      } finally {
        flink.cancel(job);
        broker.grant(List.of(right));
      }
    }
  }

  @Test
  @Order(4)
  void aPlaceholderWithoutAValueIsNamedByTheJob() throws Exception {
    Path file = broker.file("nobody", SecuredBroker.ENVIRONMENT, "${env:NOT_SET_ANYWHERE}");
    JobID job = flink.submit(activity(file), "without a password");
    try {
      Awaitility.await("the failure")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webUi().exceptions(job))
                      .contains("sasl.jaas.config: nothing stands for a placeholder of")
                      .contains("NOT_SET_ANYWHERE"));
    } finally {
      flink.cancel(job);
    }
    assertThatThrownBy(() -> push(file))
        .hasMessageContaining("kafka.properties: sasl.jaas.config: nothing stands for")
        .hasMessageNotContaining(broker.secret());
  }

  @Test
  @Order(5)
  void theRulesCommandNamesTheRightThatIsMissing() throws Exception {
    Path file = broker.user(RULES);
    for (Right right : rights.stream().filter(r -> r.program().equals(RULES)).toList()) {
      broker.revoke(right);
      StringWriter err = new StringWriter();
      assertThat(rules(file, err, "push", "--delete", "service-silent")).isEqualTo(2);
      assertThat(err.toString())
          .contains("the right %s is missing on the topic cep-rules".formatted(right.operation()));
      broker.grant(List.of(right));
    }
  }

  @Test
  @Order(6)
  void makingTopicsNamesTheRightThatIsMissing() throws Exception {
    Path file = broker.user(TOPICS);
    Right right =
        rights.stream()
            .filter(r -> r.program().equals(TOPICS) && r.name().equals("dead-letters"))
            .findFirst()
            .orElseThrow();
    broker.revoke(right);
    assertThatThrownBy(() -> Topics.create(kafka(file), 2))
        .hasMessageContaining("the right CREATE is missing on the topic dead-letters");
    broker.grant(List.of(right));
    assertThat(Topics.create(kafka(file), 2)).isEmpty();
  }

  @Test
  @Order(7)
  void thePushServerRefusesWhatItMayNotWrite() throws Exception {
    Right right =
        rights.stream()
            .filter(r -> r.program().equals(PUSH) && r.name().equals("client-reports"))
            .findFirst()
            .orElseThrow();
    broker.revoke(right);
    try (PushServer push = push(broker.userOfEnvironment(PUSH))) {
      assertThat(Http.post(push.uri().resolve("/api/reports"), report())).isEqualTo(503);
    } finally {
      broker.grant(List.of(right));
    }
  }

  private WebUi webUi() {
    return new WebUi(flink.webUi());
  }

  private String[] kafkaArgs(Path file, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "--kafka.properties",
                file.toString()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private KafkaConfig kafka(Path file) {
    return KafkaConfig.read(broker.bootstrapServers(), file.toString(), KafkaClients.NAMES);
  }

  private StreamExecutionEnvironment activity(Path file) {
    StreamExecutionEnvironment environment = flink.environment();
    UserActivityJob.define(environment, UserActivityConfig.read(kafkaArgs(file)));
    return environment;
  }

  private StreamExecutionEnvironment health(Path file) {
    StreamExecutionEnvironment environment = flink.environment();
    ServiceHealthJob.define(environment, ServiceHealthConfig.read(kafkaArgs(file)));
    return environment;
  }

  private StreamExecutionEnvironment history(Path file) {
    StreamExecutionEnvironment environment = flink.environment();
    HistoryJob.define(
        environment,
        HistoryConfig.read(
            kafkaArgs(file, "--history.url", tables.url(), "--history.user", Tables.WRITER)));
    return environment;
  }

  private StreamExecutionEnvironment correlation(Path file) {
    StreamExecutionEnvironment environment = flink.environment();
    EventCorrelationJob.define(environment, CorrelationConfig.read(kafkaArgs(file)));
    return environment;
  }

  private PushServer push(Path file) {
    return PushServer.start(
        PushConfig.read(
            kafkaArgs(
                file,
                "--http.port",
                "0",
                "--webpush.key-file",
                webPushKey.toString(),
                "--webpush.subject",
                "mailto:noc@example.com")));
  }

  private int rules(Path file) {
    StringWriter err = new StringWriter();
    int exit = rules(file, err, "push", "../cep-rules/rules/service-silent.yaml");
    assertThat(err.toString()).isEmpty();
    return exit;
  }

  private int rules(Path file, StringWriter err, String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of("-b", broker.bootstrapServers(), "--kafka.properties", file.toString()));
    return RulesCommand.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        args.toArray(String[]::new));
  }

  private static String traces() {
    return """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",
         "spanId":"b7ad6b7169203331","startTimeUnixNano":"%1$d000000","endTimeUnixNano":"%1$d000000"}]}]}]}"""
        .formatted(System.currentTimeMillis());
  }

  private static String report() {
    return "{\"type\":\"js_error\",\"sessionId\":\"s-2\",\"message\":\"m\"}";
  }

  private static String alert() {
    return """
    {"version":"4","alerts":[
      {"status":"firing","fingerprint":"abc123","startsAt":"2026-01-01T00:00:00.123456789Z",
       "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus/graph",
       "labels":{"alertname":"Slow","severity":"critical","service":"api"},
       "annotations":{"summary":"It is slow","description":"p99 is 3 s"}}]}
    """;
  }
}
