package ai.colonycraft.realtime.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.rules.RulesCommandTest.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matches that the command prints as a real broker gets them. */
class WatchTest {

  private static final String NOTIFICATION =
      "{\"id\":\"%1$s/ada/e1\",\"type\":\"info\",\"title\":\"%2$s\",\"message\":\"m\","
          + "\"timestamp\":1767225600000,\"source\":\"%1$s\"}";

  private static final String INCIDENT =
      "{\"id\":\"down/api/e1\",\"type\":\"critical\",\"title\":\"api is down\",\"message\":\"m\","
          + "\"timestamp\":1767225600000,\"source\":\"down\",\"state\":\"%s\",\"count\":%d,"
          + "\"lastSeenAt\":1767225660000%s}";

  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, String> producer;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    kafka = EmbeddedKafka.start(data, 0);
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("cep-rules", 1, (short) 1),
                  new NewTopic("notifications", 1, (short) 1),
                  new NewTopic("live", 1, (short) 1)))
          .all()
          .get();
    }
    producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
    for (String rule : List.of("down", "login")) {
      send("cep-rules", rule, RulesCommandTest.RULE);
    }
    for (String value :
        new String[] {
          NOTIFICATION.formatted("login", "ada logs in"),
          INCIDENT.formatted("open", 1, ""),
          INCIDENT.formatted("open", 3, ""),
          "{\"id\":\"alert/x\",\"type\":\"critical\",\"title\":\"disk full\",\"message\":\"m\","
              + "\"timestamp\":1,\"source\":\"alertmanager\"}",
          "no JSON",
          "[]",
          "{}",
          null,
          "{\"id\":\"cep-suspended/down/00\",\"type\":\"info\",\"title\":\"Rule down is suspended\","
              + "\"message\":\"It failed 3 times\",\"timestamp\":1767225600000,"
              + "\"source\":\"cep-rules\",\"context\":{\"rule\":\"down\"}}",
          INCIDENT.formatted(
              "resolved", 3, ",\"resolvedAt\":1767225720000,\"resolution\":\"recovered\""),
          NOTIFICATION.formatted("login", "\\u001b[2J\\u202etxt\\r\\nfake  critical  line")
        }) {
      send("notifications", "k", value);
    }
  }

  @AfterAll
  static void stop() {
    producer.close();
    kafka.close();
  }

  private static void send(String topic, String key, String value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  private static Run watch(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "watch";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "-b";
    all[args.length + 2] = kafka.bootstrapServers();
    return Run.of(all);
  }

  @Test
  void printsWhatRulesFoundAndNothingElse() {
    Run run = watch("--since", "1 h", "--limit", "6");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "2026-01-01T00:00:00Z  info      login  ada logs in",
            "2026-01-01T00:01:00Z  critical  down  api is down",
            "2026-01-01T00:01:00Z  critical  down  api is down, 3 matches",
            "2026-01-01T00:00:00Z  info      cep-rules  It failed 3 times",
            "2026-01-01T00:02:00Z  critical  down  api is down, recovered after 2 min and 3 matches",
            "2026-01-01T00:00:00Z  info      login  \ufffd[2J\ufffdtxt\ufffd\ufffdfake  critical"
                + "  line");
  }

  @Test
  void printsTheRulesThatWereNamedAlone() {
    assertThat(watch("down", "--since", "1 h", "--limit", "4").out().lines())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).doesNotContain("login"));
  }

  @Test
  void printsAMatchAsItComes() throws Exception {
    send("live", "k", NOTIFICATION.formatted("login", "before"));
    CompletableFuture<Run> run =
        CompletableFuture.supplyAsync(() -> watch("--notifications", "live", "--limit", "1"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              send("live", "k", NOTIFICATION.formatted("login", "after"));
              return run.isDone();
            });
    assertThat(run.get().out().strip()).isEqualTo("2026-01-01T00:00:00Z  info      login  after");
  }

  @Test
  void namesWhatIsNotThere() {
    assertThat(watch("lgin").err())
        .contains("no rule lgin is in cep-rules at", "; the nearest is login");
    assertThat(watch("--notifications", "notes").err()).contains("there is no topic notes at");
  }
}
