package ai.colonycraft.realtime.push.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OwnedLogTest {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static TestBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker().start();
    broker.createTopic("shared", 4);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @Test
  void eachKeyHasOneOwnerAndNoneWhileItMoves() throws Exception {
    broker.createTopic("log-1", 1);
    try (OwnedLog first = open("group-1", "log-1")) {
      await().atMost(PATIENCE).until(() -> polled(first).owned() == 4);
      try (OwnedLog second = open("group-1", "log-1")) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  polled(first);
                  polled(second);
                  assertThat(keys()).noneMatch(key -> first.owns(key) && second.owns(key));
                  return first.owned() == 2 && second.owned() == 2;
                });
        assertThat(keys()).allMatch(key -> first.owns(key) || second.owns(key));
      }
      await().atMost(PATIENCE).until(() -> polled(first).owned() == 4);
    }
  }

  @Test
  void aNewOwnerHasReadWhatTheOneBeforeClaimed() throws Exception {
    broker.createTopic("log-2", 1);
    OwnedLog first = open("group-2", "log-2");
    await().atMost(PATIENCE).until(() -> polled(first).owned() == 4);
    for (int i = 0; i < 20; i++) {
      assertThat(first.claim(List.of(record("log-2", "key-" + i)))).isTrue();
    }
    first.close();

    List<String> read = new ArrayList<>();
    try (OwnedLog second = open("group-2", "log-2")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                second.poll(POLL).forEach(entry -> read.add(entry.key()));
                return second.owns("key-0");
              });
    }

    assertThat(read).hasSize(20);
  }

  /** It was away for so long that the group goes on without it, and does not know. */
  @Test
  void aServerThatWasAwayClaimsNothing() throws Exception {
    broker.createTopic("log-3", 1);
    KafkaConfig hasty = new KafkaConfig(broker.address(), Map.of("max.poll.interval.ms", "1500"));
    try (OwnedLog away = OwnedLog.open(hasty, "group-3", "shared", "log-3")) {
      await().atMost(PATIENCE).until(() -> polled(away).owned() == 4);
      try (OwnedLog other = open("group-3", "log-3")) {
        await().atMost(PATIENCE).until(() -> polled(other).owned() == 4);
        assertThat(away.owns("key")).isTrue();

        assertThat(away.claim(List.of(record("log-3", "key")))).isFalse();

        assertThat(other.claim(List.of(record("log-3", "key")))).isTrue();
        List<String> read = new ArrayList<>();
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  other.poll(POLL).forEach(entry -> read.add(entry.key()));
                  return !read.isEmpty();
                });
        assertThat(read).containsExactly("key"); // What was refused is never read.
      }
    }
  }

  /** Without a membership the broker has nothing to check. */
  @Test
  void claimsNothingBeforeItHasJoined() throws Exception {
    broker.createTopic("log-4", 1);
    try (OwnedLog log = open("group-5", "log-4")) {
      assertThat(log.claim(List.of(record("log-4", "key")))).isFalse();
    }
  }

  @Test
  void namesTheTopicThatIsMissing() {
    assertThatThrownBy(() -> open("group-4", "nowhere"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nowhere");
  }

  private static OwnedLog open(String group, String topic) throws UnavailableException {
    return OwnedLog.open(new KafkaConfig(broker.address()), group, "shared", topic);
  }

  private static OwnedLog polled(OwnedLog log) throws UnavailableException {
    log.poll(POLL);
    return log;
  }

  private static Outgoing record(String topic, String key) {
    return new Outgoing(topic, key, key.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> keys() {
    return IntStream.range(0, 100).mapToObj(i -> "key-" + i).toList();
  }
}
