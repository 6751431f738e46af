package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SourceStateTest {

  private static final KafkaPartitionSplit SPLIT =
      new KafkaPartitionSplit(new TopicPartition("user-activity", 3), 17, 99);

  private final KafkaPartitionSplitSerializer kafkaSplits = new KafkaPartitionSplitSerializer();
  private final TrackedSplitSerializer splits = new TrackedSplitSerializer(kafkaSplits);

  @Test
  void keepsAPartitionWithItsProgress() throws IOException {
    TrackedSplit split = new TrackedSplit(SPLIT, 1_750_000_000_000L, 1_749_999_989_999L);

    KafkaPartitionSplit read = splits.deserialize(splits.getVersion(), splits.serialize(split));

    assertThat(read).isEqualTo(split);
    assertThat(TrackedSplit.progress(read)).isEqualTo(1_750_000_000_000L);
    assertThat(TrackedSplit.watermark(read)).isEqualTo(1_749_999_989_999L);
  }

  @Test
  void readsAPartitionThatFlinksOwnReaderWrote() throws IOException {
    byte[] bytes = kafkaSplits.serialize(SPLIT);

    KafkaPartitionSplit read = splits.deserialize(kafkaSplits.getVersion(), bytes);

    assertThat(read).isEqualTo(SPLIT);
    assertThat(TrackedSplit.progress(read)).isEqualTo(EventTimeExtractor.NONE);
    assertThat(TrackedSplit.watermark(read)).isEqualTo(EventTimeExtractor.NONE);
  }

  @Test
  void refusesStateOfALaterVersionWithASentence() {
    assertThatThrownBy(() -> splits.deserialize(5000, new byte[64]))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the state of the source was written by a later version of the jar: expected at most"
                + " 1000, found 5000");
  }
}
