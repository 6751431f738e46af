package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.event.KafkaInput;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * The topic of rules, of one partition, which keeps the newest text of each.
 *
 * @param kafka how to connect
 * @param topic its name
 * @param bounded whether to stop at what was the end when the job started
 */
record RuleTopic(KafkaConfig kafka, String topic, boolean bounded) implements Serializable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** All rules from the first on, and then those that come. */
  Source<RuleUpdate, ?, ?> source() {
    KafkaSourceBuilder<RuleUpdate> builder =
        KafkaSource.<RuleUpdate>builder()
            .setProperties(KafkaInput.consumer(kafka))
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new Deserializer())
            .setProperty("commit.offsets.on.checkpoint", "false")
            .setProperty("partition.discovery.interval.ms", "-1");
    return bounded ? builder.setBounded(OffsetsInitializer.latest()).build() : builder.build();
  }

  /**
   * What the topic holds now. An operator without state reads it before its first event, so that no
   * event passes before the rules that were there already.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   * @throws IllegalStateException if the topic may not be read
   */
  List<RuleUpdate> read() {
    try {
      return WholeTopic.read(kafka.client(ConsumerConfig.configNames()), topic, PATIENCE).stream()
          .map(RuleTopic::update)
          .toList();
    } catch (TopicAuthorizationException e) {
      throw new IllegalStateException("the right READ is missing on the topic " + topic, e);
    }
  }

  private static RuleUpdate update(ConsumerRecord<byte[], byte[]> record) {
    return new RuleUpdate(
        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
        record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8),
        record.offset());
  }

  private static final class Deserializer implements KafkaRecordDeserializationSchema<RuleUpdate> {

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RuleUpdate> out) {
      out.collect(update(record));
    }

    @Override
    public TypeInformation<RuleUpdate> getProducedType() {
      return RuleUpdate.VALUE_TYPE;
    }
  }
}
