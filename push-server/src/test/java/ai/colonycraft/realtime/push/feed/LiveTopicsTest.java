package ai.colonycraft.realtime.push.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LiveTopicsTest {

  private static final TopicPartition LIVE = new TopicPartition("live", 0);
  private static final TopicPartition ACTIVITY = new TopicPartition("activity", 0);

  private final LiveTopics topics = new LiveTopics("live", "activity", 20);

  @Test
  void readsLiveUpdatesFromTheBeginningAndTheActivityFeedFromItsLastLines() {
    MockConsumer<byte[], byte[]> consumer = consumer(5, 100);

    assertThat(topics.follow(consumer)).isEqualTo(LiveTopics.State.REACHABLE);

    assertThat(consumer.position(LIVE)).isEqualTo(5);
    assertThat(consumer.position(ACTIVITY)).isEqualTo(80);
  }

  @Test
  void aShortActivityFeedIsReadWhole() {
    MockConsumer<byte[], byte[]> consumer = consumer(95, 100);

    topics.follow(consumer);

    assertThat(consumer.position(ACTIVITY)).isEqualTo(95);
  }

  @Test
  void goesOnWhereTheConsumerBeforeWas() throws Exception {
    topics.follow(consumer(5, 100));
    read(LIVE, 41);
    read(ACTIVITY, 90);

    topics.reopen();
    MockConsumer<byte[], byte[]> next = consumer(5, 100);
    topics.follow(next);

    assertThat(next.position(LIVE)).isEqualTo(42);
    assertThat(next.position(ACTIVITY)).isEqualTo(91);
  }

  @Test
  void beginsAgainWithATopicThatWasMadeAnew() throws Exception {
    topics.follow(consumer(5, 100));
    read(LIVE, 99);
    read(ACTIVITY, 99);

    topics.reopen();
    MockConsumer<byte[], byte[]> next = consumer(0, 30);
    topics.follow(next);

    assertThat(next.position(LIVE)).isZero();
    assertThat(next.position(ACTIVITY)).isEqualTo(10);
  }

  @Test
  void isLoadedWhenItHasReadWhatWasThereAtTheStart() {
    MockConsumer<byte[], byte[]> consumer = consumer(5, 100);
    topics.follow(consumer);
    assertThat(topics.isLoaded(consumer)).isFalse();

    consumer.seek(LIVE, 100);

    assertThat(topics.isLoaded(consumer)).isTrue();
  }

  @Test
  void followsNothingWhileTheTopicsDoNotExist() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    assertThat(topics.follow(consumer)).isEqualTo(LiveTopics.State.REACHABLE);

    assertThat(topics.isEmpty()).isTrue();
    assertThat(topics.isLoaded(consumer)).isFalse();
  }

  private void read(TopicPartition partition, long offset) throws RefusedRecordException {
    byte[] value = "{\"metric\":\"a\",\"value\":1,\"timestamp\":1}".getBytes(UTF_8);
    byte[] key = "a".getBytes(UTF_8);
    topics.read(
        new RecordParser(),
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value));
  }

  private static MockConsumer<byte[], byte[]> consumer(long begin, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    for (TopicPartition partition : List.of(LIVE, ACTIVITY)) {
      consumer.updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      consumer.updateBeginningOffsets(Map.of(partition, begin));
      consumer.updateEndOffsets(Map.of(partition, end));
    }
    return consumer;
  }
}
