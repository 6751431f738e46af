package ai.colonycraft.realtime.push.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LiveTopicsTest {

  private static final TopicPartition LIVE = new TopicPartition("live", 0);
  private static final TopicPartition ACTIVITY = new TopicPartition("activity", 0);

  private final Map<String, TopicDirectory.Found> existing = new HashMap<>();
  private final List<LiveRecord> events = new ArrayList<>();
  private final LiveTopics topics =
      new LiveTopics(
          List.of(
              new LiveTopics.Topic(Stream.METRICS, "live", LiveTopics.Topic.ALL),
              new LiveTopics.Topic(Stream.ACTIVITY, "activity", 20)),
          new TopicDirectory(null) {
            @Override
            Map<String, Found> find(Collection<String> names, Duration timeout) {
              return new HashMap<>(existing);
            }
          });

  @Test
  void readsLiveUpdatesFromTheBeginningAndTheActivityFeedFromItsLastLines() {
    MockConsumer<byte[], byte[]> consumer = consumer(5, 100);
    exist("1", 1);

    assertThat(topics.follow(consumer, events)).isEqualTo(LiveTopics.State.REACHABLE);

    assertThat(consumer.position(LIVE)).isEqualTo(5);
    assertThat(consumer.position(ACTIVITY)).isEqualTo(80);
    assertThat(events)
        .containsExactlyInAnyOrder(
            new StreamEvent.Began(Stream.METRICS, "1", 4),
            new StreamEvent.Began(Stream.ACTIVITY, "1", 79));
  }

  @Test
  void aShortActivityFeedIsReadWhole() {
    MockConsumer<byte[], byte[]> consumer = consumer(95, 100);
    exist("1", 1);

    topics.follow(consumer, events);

    assertThat(consumer.position(ACTIVITY)).isEqualTo(95);
  }

  @Test
  void goesOnWhereTheConsumerBeforeWasAndSaysNothing() throws Exception {
    exist("1", 1);
    topics.follow(consumer(5, 100), events);
    read(LIVE, 41);
    read(ACTIVITY, 90);
    events.clear();

    topics.reopen();
    MockConsumer<byte[], byte[]> next = consumer(5, 100);
    topics.follow(next, events);

    assertThat(next.position(LIVE)).isEqualTo(42);
    assertThat(next.position(ACTIVITY)).isEqualTo(91);
    assertThat(events).isEmpty();
  }

  @Test
  void beginsAgainWithATopicThatWasMadeAnewThoughItsOffsetsWouldFit() throws Exception {
    exist("1", 1);
    topics.follow(consumer(0, 100), events);
    read(LIVE, 0);
    events.clear();

    existing.put("live", new TopicDirectory.Found("2", 1));
    topics.reopen();
    MockConsumer<byte[], byte[]> next = consumer(0, 300);
    topics.follow(next, events);

    assertThat(next.position(LIVE)).isZero();
    assertThat(events).containsExactly(new StreamEvent.Began(Stream.METRICS, "2", -1));
  }

  @Test
  void tellsWhatIsMissingBetweenTwoRecords() throws Exception {
    exist("1", 1);
    topics.follow(consumer(0, 100), events);
    events.clear();

    read(LIVE, 0);
    assertThat(events).isEmpty();
    LiveRecord record = read(LIVE, 7);

    assertThat(events).containsExactly(new StreamEvent.Gap(Stream.METRICS, 6));
    assertThat(((Update) record).sequence()).isEqualTo(7);
  }

  @Test
  void aTopicOfSeveralPartitionsHasNoSequences() throws Exception {
    existing.put("live", new TopicDirectory.Found("1", 2));
    MockConsumer<byte[], byte[]> consumer = consumer(0, 100);
    TopicPartition second = new TopicPartition("live", 1);
    consumer.updateBeginningOffsets(Map.of(second, 0L));
    consumer.updateEndOffsets(Map.of(second, 9L));

    topics.follow(consumer, events);

    assertThat(events)
        .containsExactly(new StreamEvent.Began(Stream.METRICS, "1", LiveRecord.NO_SEQUENCE));
    assertThat(((Update) read(LIVE, 7)).sequence()).isEqualTo(LiveRecord.NO_SEQUENCE);
  }

  @Test
  void isLoadedWhenItHasReadWhatWasThereAtTheStart() {
    existing.put("live", new TopicDirectory.Found("1", 1));
    MockConsumer<byte[], byte[]> consumer = consumer(5, 100);
    topics.follow(consumer, events);
    assertThat(topics.loaded(consumer)).isEmpty();

    consumer.seek(LIVE, 100);

    assertThat(topics.loaded(consumer)).containsExactly(new StreamEvent.Loaded(Stream.METRICS));
    assertThat(topics.loaded(consumer)).isEmpty();
  }

  @Test
  void followsNothingWhileTheTopicsDoNotExist() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    assertThat(topics.follow(consumer, events)).isEqualTo(LiveTopics.State.REACHABLE);

    assertThat(topics.isEmpty()).isTrue();
    assertThat(topics.loaded(consumer)).isEmpty();
  }

  private void exist(String epoch, int partitions) {
    existing.put("live", new TopicDirectory.Found(epoch, partitions));
    existing.put("activity", new TopicDirectory.Found(epoch, partitions));
  }

  private LiveRecord read(TopicPartition partition, long offset) throws RefusedRecordException {
    byte[] value = "{\"metric\":\"a\",\"value\":1,\"timestamp\":1}".getBytes(UTF_8);
    byte[] key = "a".getBytes(UTF_8);
    return topics.read(
        new RecordParser(),
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value),
        events);
  }

  private static MockConsumer<byte[], byte[]> consumer(long begin, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    for (TopicPartition partition : List.of(LIVE, ACTIVITY)) {
      consumer.updateBeginningOffsets(Map.of(partition, begin));
      consumer.updateEndOffsets(Map.of(partition, end));
    }
    return consumer;
  }
}
