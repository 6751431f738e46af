package ai.colonycraft.realtime.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.rules.RulesCommandTest.Run;
import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import ai.colonycraft.realtime.rules.read.RuleText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Rules on their way into the topic of a real broker, and out of it. */
class PushTest {

  private static final String RULE = "# lint-ignore: no-examples\n" + RulesCommandTest.RULE;

  private static EmbeddedKafka kafka;

  @TempDir Path dir;
  private String topic;
  private Path file;

  @BeforeAll
  static void start(@TempDir Path data) {
    kafka = EmbeddedKafka.start(data, 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  /** Each test has a topic of its own, made as the contract's. */
  @BeforeEach
  void makeTopic(TestInfo test) throws Exception {
    topic = "rules-" + test.getTestMethod().orElseThrow().getName();
    Topic like = Topics.CEP_RULES;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      NewTopic made = new NewTopic(topic, 1, (short) 1).configs(like.configs());
      admin.createTopics(List.of(made)).all().get();
    }
    file = write("two-errors.yaml", RULE);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(dir.resolve(name), text);
  }

  private Run rules(String... args) {
    return Run.of(
        Stream.concat(
                Stream.of(args),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers(), "--topic", topic))
            .toArray(String[]::new));
  }

  private PublishedRules published() {
    return PublishedRules.of(
        WholeTopic.read(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), topic, Duration.ofSeconds(30)));
  }

  @Test
  void pushesNothingWhereRulesAreIfItIsToldTo() throws Exception {
    assertThat(rules("push", "--if-empty", file.toString()).exit()).isZero();
    assertThat(published().ids()).containsExactly("two-errors");
    Path other = write("others.yaml", RULE.replace("two-errors", "others"));

    Run again = rules("push", "--if-empty", other.toString());

    assertThat(again.exit()).isZero();
    assertThat(again.out()).contains("nothing was pushed: rules are in " + place());
    assertThat(published().ids()).containsExactly("two-errors");
  }

  private String place() {
    return topic + " at " + kafka.bootstrapServers();
  }

  @Test
  void pushesWhatIsNewOrChangedAndSaysSo() throws Exception {
    String version = RuleText.version(RULE);
    assertThat(rules("push", dir.toString()))
        .isEqualTo(
            new Run(
                0,
                "+ new       two-errors  %s%nchanged 1 rule in %s%n".formatted(version, place()),
                ""));
    assertThat(published().get("two-errors").orElseThrow().text()).isEqualTo(RULE);

    assertThat(rules("push", dir.toString()).out())
        .isEqualTo(
            "= unchanged two-errors  %s%nnothing to change in %s%n".formatted(version, place()));

    String changed = RULE.replace("times: 2", "times: 3");
    write("two-errors.yaml", changed);
    assertThat(rules("push", file.toString()).out())
        .isEqualTo(
            """
            ~ changed   two-errors  %s → %s
                -     times: 2
                +     times: 3
            changed 1 rule in %s
            """
                .formatted(version, RuleText.version(changed), place()));
    assertThat(published().get("two-errors").orElseThrow().text()).isEqualTo(changed);
  }

  @Test
  void changesNothingInADryRun() {
    Run run = rules("push", "--dry-run", dir.toString());
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("+ new").endsWith("would change 1 rule in " + place() + "\n");
    assertThat(published().isEmpty()).isTrue();
  }

  @Test
  void pushesNothingIfOneRuleHasAnError() throws Exception {
    write("bad.yaml", RULE.replace("two-errors", "bad").replace("1 min", "soon"));
    Run run = rules("push", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("bad.yaml:4:9: error invalid in within")
        .endsWith("nothing was pushed\n");
    assertThat(published().isEmpty()).isTrue();
  }

  @Test
  void pushesNothingIfAnExampleFails() throws Exception {
    write(
        "two-errors.examples.yaml",
        """
        - name: one is none
          events: [{at: 0 s, type: error, service: api, route: /pay}]
          matches: [api fails]
        - name: none
          events: [{at: 0 s, type: error, service: api}]
          matches: []
        """);
    Run run = rules("push", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("two-errors\n  ✗ one is none\n")
        .doesNotContain("✗ none")
        .endsWith("1 example of 2 failed; nothing was pushed\n");
    assertThat(published().isEmpty()).isTrue();
  }

  @Test
  void deletesARuleAndKnowsWhichOnesThereAre() {
    rules("push", dir.toString());
    Run wrong = rules("push", "--delete", "two-erors");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo(
            "rules push: no rule two-erors is in %s; the nearest is two-errors%n"
                .formatted(place()));
    assertThat(rules("push", "--delete", "two-errors").out())
        .isEqualTo("- deleted   two-errors%nchanged 1 rule in %s%n".formatted(place()));
    assertThat(published().isEmpty()).isTrue();
    assertThat(rules("push", "--delete", "two-errors", file.toString()).err())
        .startsWith("expected two-errors to be pushed or deleted, found both");
    assertThat(rules("push").err()).startsWith("expected rules, or --delete ID");
  }

  @Test
  void listsWhatIsInForceAndWhatIsRefused() throws Exception {
    write("rests.yaml", RULE.replace("two-errors", "rests") + "enabled: false\n");
    rules("push", dir.toString());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "odd", RULE)).get();
    }
    Run run = rules("list");
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" +20..-.*", "")))
        .containsExactly(
            "RULE        VERSION   STATE     SEVERITY  KEY      WITHIN  PUSHED",
            "odd         %s  refused   -         -        -".formatted(RuleText.version(RULE)),
            "rests       %s  resting   warning   service  1 min"
                .formatted(published().get("rests").orElseThrow().version()),
            "two-errors  %s  in force  warning   service  1 min".formatted(RuleText.version(RULE)),
            "odd is refused: its own id is two-errors; the version before it, if there was one,"
                + " stays in force",
            "3 rules in " + place());
  }

  @Test
  void saysHowToMakeTheTopicThatIsNotThere() {
    topic = "not-there";
    Run run = rules("list");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("there is no topic not-there at")
        .contains("--create --topic not-there --partitions 1 --config cleanup.policy=compact");
    assertThat(rules("list").err()).contains("there is no topic");
  }

  @Test
  void saysThatTheBrokerIsAwayWithoutAStackTrace() {
    Run run = Run.of("push", file.toString(), "-b", "127.0.0.1:1", "--timeout", "500 ms");
    assertThat(run)
        .isEqualTo(
            new Run(
                2,
                "",
                "rules push: no Kafka broker at 127.0.0.1:1 answered within 500 ms; --timeout"
                    + " gives it more\n"));
  }

  @Test
  void connectsAsTheFileOfKafkaPropertiesSays() throws Exception {
    assertThat(rules("list", "--kafka.properties", "nowhere.properties").err())
        .startsWith("rules list: kafka.properties: expected a properties file that can be read,");
    Path config = write("client.properties", "security.protocol=NONSENSE\n");
    Run run = rules("list", "--kafka.properties", config.toString());
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("security.protocol").doesNotContain("\tat ");
    write("client.properties", "security.protocol=PLAINTEXT\nlinger.ms=1\n");
    assertThat(rules("list", "--command-config", config.toString()).exit()).isZero();
  }

  @Test
  void publishesEveryRuleThatTheQuickstartStartsWith() {
    Map<String, String> rules = new HashMap<>(Map.of("a", RULE, "b", RULE));
    RulePublisher.publish(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        topic,
        rules,
        Duration.ofSeconds(30));
    assertThat(published().ids()).containsExactly("a", "b");
  }
}
