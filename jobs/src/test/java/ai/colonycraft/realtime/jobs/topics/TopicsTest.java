package ai.colonycraft.realtime.jobs.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.config.TopicsConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {

  private static EmbeddedKafka kafka;
  private static Admin admin;
  private static Set<String> made;

  @BeforeAll
  static void makeTopics(@TempDir Path dir) {
    kafka = EmbeddedKafka.start(dir, 0);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    made = Topics.create(kafka.bootstrapServers(), 3);
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  @Test
  void makesEveryTopicOfTheContract() throws Exception {
    assertThat(made)
        .containsExactlyInAnyOrder(
            "user-activity",
            "service-events",
            "client-reports",
            "activity-windows",
            "service-windows",
            "flamegraphs",
            "live-updates",
            "activity-feed",
            "notifications",
            "actions",
            "people",
            "outbox",
            "cep-rules",
            "rule-states",
            "dead-letters",
            "heartbeats");
    assertThat(admin.listTopics().names().get()).containsAll(made);
  }

  @Test
  void leavesTheTopicsThatAreThereAsTheyAre() throws Exception {
    admin.createPartitions(Map.of("cep-rules", NewPartitions.increaseTo(2))).all().get();

    assertThat(Topics.create(kafka.bootstrapServers(), 5)).isEmpty();

    assertThat(partitions("cep-rules")).isEqualTo(2);
    assertThat(partitions("user-activity")).isEqualTo(3);
  }

  @Test
  void asksForAsManyCopiesAsItShould() {
    Replicas three = new Replicas(Optional.of(3), Optional.of(2));

    NewTopic topic = Topics.ACTIONS.toCreate(4, three);

    assertThat(topic.replicationFactor()).isEqualTo((short) 3);
    assertThat(topic.configs()).containsEntry("min.insync.replicas", "2");
    NewTopic ofTheBroker = Topics.ACTIONS.toCreate(4, Replicas.OF_THE_BROKER);
    assertThat(ofTheBroker.replicationFactor()).isEqualTo((short) -1);
    assertThat(ofTheBroker.configs()).doesNotContainKey("min.insync.replicas");
  }

  @Test
  void saysWhyTheBrokersMakeNoTopicOfSoManyCopies() throws Exception {
    admin.deleteTopics(List.of("heartbeats")).all().get();

    assertThatThrownBy(
            () ->
                Topics.create(
                    new KafkaConfig(kafka.bootstrapServers()),
                    3,
                    new Replicas(Optional.of(3), Optional.of(2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("eplication factor")
        .hasMessageContaining(kafka.bootstrapServers());
    assertThat(Topics.create(kafka.bootstrapServers(), 3)).containsExactly("heartbeats");
  }

  @Test
  void refusesMoreCopiesInSyncThanThereAre() {
    assertThatThrownBy(
            () ->
                TopicsConfig.read(
                    "--topics.replication-factor", "2", "--topics.min-insync-replicas", "3"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("topics.min-insync-replicas: expected at most");
  }

  @Test
  void cleansUpAsTheContractSays() throws Exception {
    Map<String, String> policies =
        Topics.ALL.stream()
            .collect(Collectors.toMap(Topic::name, topic -> config(topic, "cleanup.policy")));

    assertThat(policies)
        .containsOnly(
            Map.entry("user-activity", "delete"),
            Map.entry("service-events", "delete"),
            Map.entry("client-reports", "delete"),
            Map.entry("activity-windows", "delete"),
            Map.entry("service-windows", "delete"),
            Map.entry("flamegraphs", "compact,delete"),
            Map.entry("live-updates", "compact,delete"),
            Map.entry("activity-feed", "delete"),
            Map.entry("notifications", "compact,delete"),
            Map.entry("actions", "compact"),
            Map.entry("people", "compact"),
            Map.entry("outbox", "compact,delete"),
            Map.entry("cep-rules", "compact"),
            Map.entry("rule-states", "compact"),
            Map.entry("dead-letters", "delete"),
            Map.entry("heartbeats", "delete"));
  }

  @Test
  void keepsWhatIsToldOnceInOneOrderAndSpreadsTheRest() throws Exception {
    assertThat(partitions("live-updates")).isEqualTo(1);
    assertThat(partitions("notifications")).isEqualTo(1);
    assertThat(partitions("user-activity")).isEqualTo(3);
    assertThat(partitions("activity-windows")).isEqualTo(3);
  }

  @Test
  void forgetsTheFeedAfterAnHourAndTakesDeadLettersOfFourMebibytes() {
    assertThat(config(Topics.ACTIVITY_FEED, "retention.ms")).isEqualTo("3600000");
    assertThat(config(Topics.DEAD_LETTERS, "max.message.bytes")).isEqualTo("4194304");
  }

  @Test
  void countsRetentionFromTheArrivalOfARecord() {
    assertThat(Topics.ALL)
        .allSatisfy(
            topic ->
                assertThat(config(topic, "message.timestamp.type")).isEqualTo("LogAppendTime"));
  }

  @Test
  void refusesATopicWithoutPartitions() {
    assertThatThrownBy(() -> Topics.create(kafka.bootstrapServers(), -7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("partitions: expected at least 1, found -7");
  }

  private static int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }

  private static String config(Topic topic, String key) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    try {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
