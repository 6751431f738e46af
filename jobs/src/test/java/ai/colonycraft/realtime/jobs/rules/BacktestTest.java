package ai.colonycraft.realtime.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.rules.RulesCommandTest.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule over the events that a real broker keeps. */
class BacktestTest {

  private static final Instant START = Instant.parse("2026-03-04T12:00:00Z");

  private static final String RULE =
      """
      # lint-ignore: no-examples, file-name
      id: two-errors
      key: service
      within: 1 min
      severity: warning
      skip: none
      expires: 2 min
      steps:
        - {name: errors, type: error, times: 2}
      notification: {title: "${key} fails", message: m}
      """;

  private static EmbeddedKafka kafka;

  @TempDir Path dir;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    kafka = EmbeddedKafka.start(data, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("service-events", 2, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int second : new int[] {0, 10, 200, 210, 3000, 3010}) {
        send(producer, "api", second);
      }
      send(producer, "web", 100);
      long time = START.plusSeconds(205).toEpochMilli();
      producer.send(new ProducerRecord<>("service-events", null, time, "api", "no event")).get();
    }
  }

  private static void send(KafkaProducer<String, String> producer, String service, int second)
      throws Exception {
    long time = START.plusSeconds(second).toEpochMilli();
    String event =
        "{\"type\":\"error\",\"timestamp\":%d,\"service\":\"%s\"}".formatted(time, service);
    producer.send(new ProducerRecord<>("service-events", null, time, service, event)).get();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private Run backtest(String... more) throws Exception {
    Path rule = Files.writeString(dir.resolve("rule.yaml"), RULE);
    String[] args = {"backtest", rule.toString(), "-b", kafka.bootstrapServers()};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Run.of(all);
  }

  @Test
  void printsWhatTheRuleWouldHaveNotifiedOf() throws Exception {
    Path svg = dir.resolve("matches.svg");
    Run run =
        backtest(
            "--from", START.toString(), "--to", "2026-03-04T12:30:00Z", "--svg", svg.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .startsWith("two-errors from 2026-03-04T12:00:00Z to 2026-03-04T12:30:00Z\n")
        .contains("5 events, of which 5 of 2 keys concern it\n")
        .contains("2 matches, 2 incidents, of 1 keys (50.0 %)\n")
        .contains("2026-03-04T12:00:10Z  api: api fails, expired after 2 min\n")
        .contains("2026-03-04T12:03:30Z  api: api fails, expired after 2 min\n");
    assertThat(Files.readString(svg))
        .startsWith("<svg")
        .contains("Matches of two-errors")
        .containsPattern("<title>1</title>");
  }

  @Test
  void leavesOutWhatIsBeforeAndAfterTheTime() throws Exception {
    Run run = backtest("--from", "2026-03-04T12:03:00Z", "--to", "2026-03-04T12:05:00Z");
    assertThat(run.out())
        .contains("2 events, of which 2 of 1 keys concern it\n")
        .contains("2026-03-04T12:03:30Z  api: api fails, open at the end\n");
  }

  @Test
  void saysWhatIsWrongWithTheTime() throws Exception {
    assertThat(backtest("--from", "yesterday").err())
        .contains("expected a time, such as 2026-01-01T12:00:00Z, or how long ago, such as 6 h");
    assertThat(backtest("--from", "2026-03-04T12:03:00Z", "--to", "2026-03-04T12:00:00Z"))
        .extracting(Run::exit)
        .isEqualTo(RulesCommand.UNABLE);
  }
}
